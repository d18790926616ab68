"""Collections of one country against each other: tools for what is done, trainers for who teaches."""

import polars as pl

from pipeline.examine.scene import Scene


def intervention_in_toolkit(scene: Scene) -> pl.DataFrame | None:
    """A type of intervention that is used is among the tools: those of the same file, else those in force.

    Nothing is said where a country never told of its tools. One finding a type, at its first row; value: always 1, so
    that an explanation holds until the tool is told of.
    """
    used = scene.mine("interventions")
    if used is None:
        return None
    tools = _tools(scene)
    used = used.filter(pl.col("counted") & (pl.col("actions") > 0) & pl.col("intervention_type").is_not_null())
    lacking = used.join(tools.select("candidate").unique(), on="candidate", how="semi", maintain_order="left").join(
        tools, on=["candidate", "intervention_type"], how="anti", maintain_order="left"
    )
    first = lacking.group_by("candidate", "intervention_type", maintain_order=True).agg(
        pl.col("sheet", "line").first(), pl.col("comment").drop_nulls().first()
    )
    return first.select(
        "candidate",
        "sheet",
        "line",
        "comment",
        column=pl.lit("intervention_type"),
        found=pl.col("intervention_type"),
        key=pl.col("intervention_type"),
        value=pl.lit(1.0),
    )


def _tools(scene: Scene) -> pl.DataFrame:
    """candidate, intervention_type: what its newest toolkit has a tool for."""
    told = scene.delivers("toolkit").select("candidate")
    newest = scene.in_force.filter(pl.col("own") & (pl.col("collection") == "toolkit") & ~pl.col("nil_return"))
    known = newest.join(told, on="candidate", how="anti").group_by("candidate").agg(_newest=pl.col("back").min())
    frames = [pl.DataFrame(schema={"candidate": pl.String, "intervention_type": pl.String})]
    if (mine := scene.mine("toolkit")) is not None:
        frames.append(mine.select("candidate", "intervention_type"))
    for back in known["_newest"].unique():
        before = scene.before("toolkit", back=[back])
        if before is not None:
            these = known.filter(pl.col("_newest") == back).select("candidate")
            frames.append(before.join(these, on="candidate", how="semi").select("candidate", "intervention_type"))
    return pl.concat(frames).drop_nulls().unique(maintain_order=True)


def trainers_were_trained(scene: Scene) -> pl.DataFrame | None:
    """No more trainers are active than were ever trained.

    Ever trained: those active in the first quarter that the country told of, or trained in it, whichever are more, and
    all trained since. Nothing is said of that first quarter itself.
    """
    mine, before = scene.mine("training"), scene.long_before("training")
    if mine is None or before is None:
        return None
    active, new = pl.col("trainers_active"), pl.col("trainers_new")
    whose = ["candidate", "back"]
    told = before.filter(pl.col("counted")).group_by(whose).agg(active.sum(), new.sum())
    in_first = pl.col("back") == pl.col("back").max()
    trained = told.group_by("candidate").agg(ever=new.sum() + (active - new).filter(in_first).clip(0).sum())
    now = (
        mine.filter(pl.col("counted"))
        .group_by("candidate", maintain_order=True)
        .agg(active.sum(), new.sum(), pl.col("sheet").first(), active.is_null().all().alias("unknown"))
    )
    both = now.join(trained, on="candidate", maintain_order="left").with_columns(ever=pl.col("ever") + new)
    return both.filter(~pl.col("unknown") & (active > pl.col("ever"))).select(
        "candidate",
        "sheet",
        column=pl.lit("trainers_active"),
        found=active.cast(pl.String),
        expected=pl.col("ever").cast(pl.String),
        value=active.cast(pl.Float64),
    )
