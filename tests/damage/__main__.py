"""Many more damaged copies than the tests have time for: `python -m tests.damage [HOW-MANY] [SEED]`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.damage.copies import damaged_copies, missed, table
from tests.damage.damaging import targets
from tests.damage.home import make_home


def main(count: int = 2000, seed: int = 1) -> int:
    """Prints what came of them; 1 when any damage was missed."""
    with TemporaryDirectory(prefix="cop-damage-") as folder:
        home = make_home(Path(folder))
        names = list(targets(home))
        told = [*damaged_copies(home, dict.fromkeys(names, -(-count // len(names))), seed=seed)]
    print(table(told))
    return 1 if missed(told) else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
