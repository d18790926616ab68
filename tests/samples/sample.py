"""One sample: how it is made, and what may be said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.receive.delivery import Delivery

READ = "read"
"""What is said of a file that could be read, whatever is then found in its tables."""


@dataclass(frozen=True)
class Sample:
    """`answers`: each of them is a right one, a rule that the file breaks as a whole, or READ.

    `size`: it has so many bytes, of which only those that `make` gives are written: the rest is a hole.
    """

    name: str
    make: Callable[[], bytes]
    answers: tuple[str, ...] = (READ,)
    size: int | None = None

    def write(self, path: Path) -> None:
        path.write_bytes(self.make())
        if self.size is not None:
            with path.open("r+b") as file:
                file.truncate(self.size)


def answered(delivery: Delivery) -> str:
    """What was said of the file as a whole: one rule, or READ."""
    if delivery.kind:
        return READ
    (finding,) = delivery.findings
    return finding.rule


def is_whole(delivery: Delivery) -> bool:
    """Whether it says something, and its counts add up."""
    in_parts = sum(part.height for part in delivery.parts.values())
    says_something = bool(delivery.findings or delivery.parts or delivery.nil)
    return says_something and delivery.records == in_parts + delivery.refused
