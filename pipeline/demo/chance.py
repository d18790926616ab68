"""Draws that are the same whenever the same things are asked: every figure has dice of its own, named by what it is.

So a country's figures do not depend on which other countries or quarters are written.
"""

from collections.abc import Sequence
from math import exp, sqrt
from random import Random


def dice(seed: int, *names: object) -> Random:
    """Dice for one purpose; the same names always roll the same numbers."""
    return Random("|".join(map(str, (seed, *names))))  # noqa: S311 (figures for show, not secrets)


def count(rng: Random, mean: float) -> int:
    """A count around `mean` (Poisson; its normal shape where counts are large)."""
    if mean > 40:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    limit, drawn, product = exp(-mean), 0, rng.random()
    while product > limit:
        product *= rng.random()
        drawn += 1
    return drawn


def part(rng: Random, whole: int, share: float) -> int:
    """How many of `whole` when each comes with the chance `share` (binomial)."""
    if whole > 40:
        return min(whole, max(0, round(rng.gauss(whole * share, sqrt(whole * share * (1 - share))))))
    return sum(rng.random() < share for _ in range(whole))


def split(rng: Random, whole: int, weights: Sequence[float]) -> list[int]:
    """`whole` spread over as many cells as there are weights; the cells add up to it."""
    left, weight_left, cells = whole, sum(weights), []
    for weight in weights[:-1]:
        cells.append(part(rng, left, min(1.0, weight / weight_left)) if left else 0)
        left -= cells[-1]
        weight_left -= weight
    return [*cells, left]


def some(rng: Random, weights: dict[str, float], *, most: int) -> list[str]:
    """`most` different keys of `weights`, heavier ones more likely, in their given order."""
    ranked = sorted(weights, key=lambda each: rng.random() ** (1 / weights[each]), reverse=True)
    return [each for each in weights if each in ranked[:most]]
