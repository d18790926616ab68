"""Many damaged copies of one home, each another: what is damaged in which way, and what comes of it."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.damage.damaging import MISSED, OUTCOMES, kinds, laid_out, outcome, targets
from tests.damage.home import Home

Told = tuple[str, str, str]
"""What was damaged, how, and what came of it."""


def damaged_copies(home: Home, counts: Mapping[str, int], *, seed: int) -> Iterator[Told]:
    """So many of each of `targets`, by all the ways in turn in which it can be damaged."""
    for name, count in counts.items():
        chance = random.Random(f"{seed} {name}")
        mine = targets(home)[name]
        for number in range(count):
            target = chance.choice(mine)
            with laid_out(home, logged=target.logged):
                ways, whole = kinds(target), target.path.read_bytes()
                way = [*ways][number % len(ways)]
                damaged = ways[way](chance)
                while damaged == whole:  # a block that is zeroed may have been zero
                    damaged = ways[way](chance)
                yield name, way, outcome(home.settings, target, damaged)


def table(told: Iterable[Told]) -> str:
    """The copies counted: a line a thing and a way, a column an outcome."""
    counted = Counter(told)
    lines = [f"{'':<20}{'':<16}{''.join(f'{each:>10}' for each in OUTCOMES)}"]
    for name, way in dict.fromkeys((name, way) for name, way, _ in counted):
        lines.append(f"{name:<20}{way:<16}{''.join(f'{counted[name, way, each]:>10}' for each in OUTCOMES)}")
    sums = "".join(f"{sum(count for told, count in counted.items() if told[2] == each):>10}" for each in OUTCOMES)
    return "\n".join([*lines, f"{'all':<36}{sums}"])


def missed(told: Iterable[Told]) -> list[Told]:
    return [each for each in told if each[2] == MISSED]
