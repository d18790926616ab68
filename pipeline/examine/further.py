"""The rules that look further than a file: over time, at other countries, across collections, at the population."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from data_contracts.contract import COLLECTIONS
from data_contracts.findings import Finding
from pipeline.examine.across import intervention_in_toolkit, trainers_were_trained
from pipeline.examine.examination import FINDING_COLUMNS
from pipeline.examine.jumps import no_jump
from pipeline.examine.mirror import mirror_agrees
from pipeline.examine.population import reached_share_plausible, reached_within_population
from pipeline.examine.revisions import method_change_needs_flag, revision_needs_reason, withdrawal_needs_reason
from pipeline.examine.scene import Scene
from pipeline.examine.stocks import stock_continuity

RUNS = pl.Schema({"collection": pl.String(), "rule": pl.String(), "rows": pl.Int64(), "broken": pl.Int64()})

Rule = Callable[[Scene], pl.DataFrame | None]
"""Findings (FINDING_COLUMNS without rule; what is missing is null), or None where there is nothing to look at."""


@dataclass(frozen=True)
class FurtherRule:
    """`collection`: whose rows it judges. `find` says where they break the rule `id`. others: against other countries'.

    It sees what `Scene` has in force, its own country's alone unless it looks at others.
    """

    id: str
    collection: str
    find: Rule
    others: bool = False


COUNTED = tuple(each for each in COLLECTIONS if each not in ("toolkit", "definitions"))
"""The collections in which a row that is not listed is zero; the others are lists of what there is."""


def _for_each(rule: str, find: Callable[..., pl.DataFrame | None], collections: Sequence[str]) -> list[FurtherRule]:
    return [FurtherRule(rule, each, partial(find, collection=each)) for each in collections]


FURTHER: tuple[FurtherRule, ...] = (
    FurtherRule("stock-continuity", "exit_support", stock_continuity),
    *_for_each("revision-needs-reason", revision_needs_reason, COLLECTIONS),
    *_for_each("withdrawal-needs-reason", withdrawal_needs_reason, COUNTED),
    *_for_each("method-change-needs-flag", method_change_needs_flag, COLLECTIONS),
    *_for_each("no-jump", no_jump, COUNTED),
    FurtherRule("mirror-agrees", "contact_point_requests", mirror_agrees, others=True),
    FurtherRule("intervention-in-toolkit", "interventions", intervention_in_toolkit),
    FurtherRule("trainers-active-within-trained", "training", trainers_were_trained),
    FurtherRule("reached-within-population", "interventions", reached_within_population),
    FurtherRule("reached-share-plausible", "interventions", reached_share_plausible),
)


@dataclass(frozen=True)
class Further:
    """What `rules` found on the candidates of `scene`: FINDING_COLUMNS, a table a rule."""

    scene: Scene
    rules: Sequence[FurtherRule]
    found: Sequence[pl.DataFrame]

    @property
    def findings(self) -> pl.DataFrame:
        """FINDING_COLUMNS, by submission."""
        return pl.concat([pl.DataFrame(schema=FINDING_COLUMNS), *self.found]).sort("submission", maintain_order=True)

    @property
    def ran(self) -> pl.DataFrame:
        """collection, rule, rows, broken; a row a rule, even where it finds nothing."""
        told = [
            (rule.collection, rule.id, self.scene.count(rule.collection), found.height)
            for rule, found in zip(self.rules, self.found, strict=True)
        ]
        return pl.DataFrame(told, schema=RUNS, orient="row")


def look_further(scene: Scene, rules: Sequence[FurtherRule] = FURTHER) -> Further:
    """Every rule on every candidate. A rule that cannot run on a candidate is a finding on that candidate alone."""
    return Further(scene, rules, [_find(rule, scene) for rule in rules])


def look_again(scene: Scene, earlier: Further) -> Further:
    """As `look_further`, on the same candidates as earlier: only those for whom something else is in force now."""
    changed = scene.changed_since(earlier.scene)
    among = [scene.among(each) for each in changed]
    found = [
        pl.concat(
            [before.filter(~pl.col("submission").is_in(list(changed[rule.others]))), _find(rule, among[rule.others])]
        )
        for rule, before in zip(earlier.rules, earlier.found, strict=True)
    ]
    return Further(scene, earlier.rules, found)


def _find(rule: FurtherRule, scene: Scene) -> pl.DataFrame:
    if rule.collection not in scene.delivered:
        return pl.DataFrame(schema=FINDING_COLUMNS)
    try:
        return _shaped(rule.find(scene), rule.id, rule.collection)
    except Exception:  # noqa: BLE001 - our own mistake, which may hold up nobody whom it does not concern
        candidates = scene.candidates["candidate"].to_list()
        if len(candidates) == 1:
            return _could_not_run(rule, candidates[0])
        return pl.concat([_find(rule, scene.among([each])) for each in candidates])


def _shaped(found: pl.DataFrame | None, rule: str, collection: str) -> pl.DataFrame:
    if found is None or found.is_empty():
        return pl.DataFrame(schema=FINDING_COLUMNS)
    found = found.rename({"candidate": "submission"} if "candidate" in found.columns else {})
    columns = [
        pl.col(name).cast(kind) if name in found.columns else pl.lit(None, kind).alias(name)
        for name, kind in FINDING_COLUMNS.items()
        if name not in ("rule", "collection", "explained", "explanation")
    ]
    comment = pl.col("comment") if "comment" in found.columns else pl.lit(None, pl.String)
    return found.select(
        *columns,
        pl.lit(rule).alias("rule"),
        pl.lit(collection).alias("collection"),
        comment.is_not_null().alias("explained"),
        comment.alias("explanation"),
    ).select(list(FINDING_COLUMNS))


def _could_not_run(rule: FurtherRule, submission: str) -> pl.DataFrame:
    finding = Finding("rule-could-not-run", collection=rule.collection, found=rule.id)
    told = {name: [getattr(finding, name, None)] for name in FINDING_COLUMNS} | {"submission": [submission]}
    return pl.DataFrame(told, schema=FINDING_COLUMNS)
