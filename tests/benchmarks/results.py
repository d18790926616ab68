"""What a benchmark found, and how it is told: ours beside a peer's or a limit, the ratio, the verdict."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`ours` and `theirs` in `unit`. at_most: the ratio of the two that we hold ourselves to; None: for knowledge."""

    what: str
    unit: str
    ours: float
    theirs: float | None = None
    whose: str = ""
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def verdict(self) -> str:
        if self.ratio is None or self.at_most is None:
            return ""
        return f"{'within' if self.ratio <= self.at_most else 'OVER'} {self.at_most:g}"


def heading() -> str:
    return _line("what", "ours", "theirs", "", "ratio", "limit", "theirs is")


def line(result: Result) -> str:
    theirs = "" if result.theirs is None else _number(result.theirs)
    ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
    return _line(result.what, _number(result.ours), theirs, result.unit, ratio, result.verdict, result.whose)


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _line(what: str, ours: str, theirs: str, unit: str, ratio: str, verdict: str, whose: str) -> str:
    return f"{what:<48} {ours:>7} {theirs:>7} {unit:<5} {ratio:>6}  {verdict:<11} {whose}".rstrip()
