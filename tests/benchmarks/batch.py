"""Many small files read and judged together, a batch at a time, against one by one."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from data_contracts.duties import load_members, open_quarters
from pipeline.batches import BATCH
from pipeline.judgement import judge
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.weighing import Turn
from tests.benchmarks.measuring import Cost, cost_of, in_turns
from tests.benchmarks.results import Result
from tests.files import csv_file

FILES, SAMPLE, RUNS = 1080, 60, 3
LIMIT = 0.1
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

File = tuple[str, Path]


def batch() -> list[Result]:
    """As processor seconds, the reading processes' included; one by one is measured on a sample."""
    with TemporaryDirectory() as folder:
        files = list(_files(Path(folder)))
        batches = [files[start : start + BATCH] for start in range(0, FILES, BATCH)]
        alone = [[each] for each in files[:: FILES // SAMPLE]]
        together, sample = in_turns(partial(_examined, batches), partial(_examined, alone), runs=RUNS)
    whose = f"one by one, extrapolated from {len(alone)} of them"
    one_by_one = sample.cpu * FILES / len(alone)
    return [Result(f"{FILES:,} small files read and judged", "CPU s", together.cpu, one_by_one, whose, LIMIT)]


def _examined(batches: Sequence[Sequence[File]]) -> Cost:
    def examine() -> None:
        for files in batches:
            found = list(deliver(files, settings=Settings()))
            judged = judge([Turn(each, at=NOW, seq=seq) for seq, each in enumerate(found)])
            assert judged.submissions.height == len(files)

    return cost_of(examine)


def _files(folder: Path) -> Iterator[File]:
    """One in twenty has a wrong cell."""
    countries = load_members()["country"].to_list()
    quarters = [each for each in open_quarters(on=NOW.date()) if each >= "2023-Q3"]
    for at in range(FILES):
        ages = [{"age_band": age, "reached": f"{at % 40}"} for age in ("Y12T14", "Y15T17", "Y18T21", "Y22T25")]
        clicks = "9999" if at % 20 == 7 else f"{at % 100}"
        parts = (("interventions", ages), ("campaigns", [{"clicks": clicks}]), ("exit_support", [{}, {"sex": "F"}]))
        country, quarter = countries[at % len(countries)], quarters[at // len(countries) % len(quarters)]
        path = folder / f"{at:04}.csv"
        path.write_bytes(csv_file(*parts, country=country, quarter=quarter))
        yield path.stem, path
