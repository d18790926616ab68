"""Charts: each draws hidden, missing and zero differently, and is handed over with a table beside it.

A chart takes points: rows with `x`, `series`, `value` (a number or null), `text` (the figure as written) and `sign`
(what stands where there is no value). Colours are told apart by every kind of eye and never carry meaning alone.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

import altair as alt
import polars as pl

INK, MUTED, LINE, ACCENT, QUIET = "#1c2530", "#5a6675", "#d5dbe3", "#1b4f8a", "#9fb3c8"
COLOURS = ("#0072b2", "#d55e00", "#00805e", "#aa4499", "#8c6510")
"""For the countries that a reader chooses, in their order; the network is ink."""

_FONT = '"Source Sans", "Source Sans 3", sans-serif'
_BAR = 30  # pixels from one bar to the next, about those of a table's rows
_LINE = 17  # pixels from one line of writing to the next
_HEIGHT = 330  # pixels of a chart over time; about 50 of them are its quarters' names
_PLOT = 280


def trend(
    points: pl.DataFrame, *, series: Sequence[str], colours: Sequence[str], quarters: Sequence[str], axis: str
) -> alt.LayerChart:
    """A line a series with its name at its end, the one in ink bold; below it the signs of quarters without a value.

    quarters: the labels of `x`, in time order. axis: the Vega expression that writes `datum.value` (`axis_text`).
    """
    ticks = _ticks(*_bounds(points))
    pixel = (ticks[-1] - ticks[0]) / _PLOT
    gapped = [each for each in series if _gaps(points, each).height]
    band = {name: ticks[0] - pixel * (_LINE * (place + 0.5) + 4) for place, name in enumerate(gapped)}
    bottom = min(band.values(), default=ticks[0]) - (pixel * _LINE / 2 if band else 0)
    x = alt.X(
        "x:N",
        sort=list(quarters),
        axis=_axis(labelAngle=0, labelOverlap=True, labelSeparation=10, domainColor=LINE, tickColor=LINE),
    )
    y = alt.Y(
        "value:Q",
        axis=_axis(labelExpr=axis, values=ticks, domain=False, ticks=False, gridColor=LINE, gridDash=[2, 3]),
        scale=alt.Scale(domain=[bottom, ticks[-1]], nice=False),
    )
    paint = dict(zip(series, colours, strict=True))
    layers: list[alt.Chart] = []
    for name in series:
        mine = points.filter(pl.col("series") == name)
        if mine["value"].is_null().all():
            continue
        wide = 3.2 if paint[name] == INK else 2
        line = alt.Chart(mine).mark_line(color=paint[name], strokeWidth=wide, invalid="break-paths-show-domains")
        dots = alt.Chart(mine.drop_nulls("value")).mark_circle(color=paint[name], size=wide * 22, opacity=1)
        layers += [line.encode(x=x, y=y), dots.encode(x=x, y=y, tooltip=_tooltip())]
    for name, height in band.items():
        signs = alt.Chart(_gaps(points, name).with_columns(value=pl.lit(height)))
        drawn = signs.mark_text(color=paint[name], fontSize=15, fontWeight="bold", font=_FONT)
        layers.append(drawn.encode(x=x, y=y, text="sign:N", tooltip=_tooltip()))
    ends = band | dict(points.drop_nulls("value").group_by("series").last().select("series", "value").iter_rows())
    layers.append(_names(ends, paint=paint, x=x, y=y, at=quarters[-1], apart=pixel * _LINE))
    return _dressed(layers, height=_HEIGHT, right=12 + 8 * max(map(len, series)))


def ranking(
    points: pl.DataFrame, *, highlighted: Mapping[str, str], reference: tuple[float, str] | None, plain: str = QUIET
) -> alt.LayerChart:
    """A bar a point, in the order given, its figure at its end; a dashed line at `reference`, with its words above."""
    names = points["x"].to_list()
    least, most = _bounds(points)
    y = alt.Y("x:N", sort=names, axis=_axis(labelLimit=240, ticks=False, domain=False, grid=False, labelColor=INK))
    scale = alt.Scale(domain=[least, least + ((most - least) or 1) * 1.25], nice=False)
    x = alt.X("value:Q", axis=None, scale=scale)
    paint = [highlighted.get(name, plain) for name in names]
    shade = alt.Color("x:N", scale=alt.Scale(domain=names, range=paint), legend=None)
    valued, empty = points.drop_nulls("value"), points.filter(pl.col("value").is_null()).with_columns(value=pl.lit(0.0))
    layers: list[alt.Chart] = []
    if not valued.is_empty():
        bars = alt.Chart(valued).mark_bar(height=_BAR - 11, cornerRadiusEnd=2)
        layers.append(bars.encode(x=x, y=y, color=shade, tooltip=_tooltip()))
    if reference is not None:
        layers += _reference(*reference, x=x)
    if not valued.is_empty():
        layers += [each.encode(x=x, y=y, text="text:N") for each in _words_on_clear_ground(valued)]
    if not empty.is_empty():
        signs = alt.Chart(empty).mark_text(align="left", dx=6, color=MUTED, fontSize=13, font=_FONT)
        layers.append(signs.encode(x=x, y=y, text="text:N"))
    top = 24 if reference else 8
    return _dressed(layers, height=_BAR * max(points.height, 1) + 8 + top, top=top)


def axis_text(*, decimal: str, after: str = "") -> str:
    """The Vega expression that writes an axis' numbers: digits in groups by a thin space, `after` behind them."""
    number = "replace(format(datum.value, ',~f'), /,/g, '\\u202f')"
    if decimal != ".":
        number = f"replace({number}, '.', '{decimal}')"
    return f"{number} + '{after}'" if after else number


def _names(
    ends: Mapping[str, float], *, paint: Mapping[str, str], x: alt.X, y: alt.Y, at: str, apart: float
) -> alt.Chart:
    """The series' names to the right of their last values, moved down where they would cover each other."""
    placed: list[tuple[str, str, float]] = []
    for name, value in sorted(ends.items(), key=lambda end: -end[1]):
        placed.append((at, name, min(value, placed[-1][2] - apart) if placed else value))
    names = pl.DataFrame(placed, schema={"x": pl.String, "series": pl.String, "value": pl.Float64}, orient="row")
    shade = alt.Color("series:N", scale=alt.Scale(domain=list(paint), range=list(paint.values())), legend=None)
    text = alt.Chart(names).mark_text(align="left", dx=9, fontSize=14, fontWeight="bold", font=_FONT)
    return text.encode(x=x, y=y, text="series:N", color=shade)


def _words_on_clear_ground(points: pl.DataFrame) -> list[alt.Chart]:
    looks: list[dict[str, Any]] = [{"color": "white", "stroke": "white", "strokeWidth": 5}, {"color": INK}]
    return [alt.Chart(points).mark_text(align="left", dx=6, fontSize=13, font=_FONT, **look) for look in looks]


def _reference(value: float, words: str, *, x: alt.X) -> list[alt.Chart]:
    place = alt.Chart(pl.DataFrame({"value": [value], "words": [words]}))
    name = place.mark_text(baseline="bottom", dy=-4, color=INK, fontSize=13, fontWeight="bold", font=_FONT)
    rule = place.mark_rule(color=INK, strokeDash=[4, 3], strokeWidth=1.5)
    return [rule.encode(x=x), name.encode(x=x, y=alt.YValue(0), text="words:N")]


def _gaps(points: pl.DataFrame, series: str) -> pl.DataFrame:
    return points.filter(pl.col("series") == series, pl.col("value").is_null())


def _bounds(points: pl.DataFrame) -> tuple[float, float]:
    """The least and the most of the values and zero."""
    values = [0.0, *points["value"].drop_nulls()]
    return min(values), max(values)


def _ticks(least: float, most: float) -> list[float]:
    """Round numbers, a handful, from at or below `least` to at or above `most`."""
    span = (most - least) or 1.0
    power = 10.0 ** floor(log10(span / 5))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if span / (power * each) <= 6)
    return [round(step * each, 10) for each in range(floor(least / step), max(ceil(most / step), 1) + 1)]


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("series:N", title=" "), alt.Tooltip("x:N", title=" "), alt.Tooltip("text:N", title=" ")]


def _axis(**more: object) -> alt.Axis:
    given = {"title": None, "labelFontSize": 13, "labelColor": MUTED, "labelPadding": 6} | more
    return alt.Axis(**given)  # type: ignore[arg-type]


def _dressed(layers: Sequence[alt.Chart], *, height: int, right: int = 8, top: int = 8) -> alt.LayerChart:
    padding = {"left": 4, "top": top, "right": right, "bottom": 4}
    return (
        alt.LayerChart(layer=list(layers))
        .properties(height=height, padding=padding)
        .configure(font=_FONT, background="transparent", view=alt.ViewConfig(strokeWidth=0))
    )
