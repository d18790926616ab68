"""The walls of the house: who may import whom, and how long a module may grow."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

from tests.walls import MAY_IMPORT, ONLY_IN

ROOT = Path(__file__).parents[1]
ROOMS = ("data_contracts", "pipeline", "dashboard")

MOST_LINES = 300


def modules() -> list[tuple[str, Path]]:
    """Every module of the three rooms: dotted name, path."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path) for path in found]


def sources() -> list[Path]:
    return [path for _, path in modules()] + sorted((ROOT / "tests").rglob("*.py"))


def imports(source: str, *, module: str, package: str) -> Iterator[str]:
    """Everything that `source` imports, wherever in the text, with the name taken from it: `pipeline.door.check`."""
    for node in ast.walk(ast.parse(source, module)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{origin}.{each.name}" for each in node.names)


def within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def breaches(source: str, *, module: str, package: str = "") -> list[str]:
    """The imports of `source` that go through a wall."""
    room = max((each for each in MAY_IMPORT if within(module, (each,))), key=len)
    itself = module if room == "pipeline" else room
    return [
        f"{module} imports {name}"
        for name in imports(source, module=module, package=package)
        if (within(name, ROOMS) and not within(name, (itself, *MAY_IMPORT[room])))
        or any(within(name, (each, f"{each}_webserver")) and not within(module, ONLY_IN[each]) for each in ONLY_IN)
    ]


def test_every_room_keeps_to_its_walls() -> None:
    found = []
    for module, path in modules():
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        found += breaches(path.read_text(encoding="utf-8"), module=module, package=package)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("dashboard.views.overview", "from pipeline import stages"),
        ("dashboard.views.overview", "import duckdb"),
        ("data_contracts.codes", "import pipeline.settings"),
        ("pipeline.calculate.run", "from duckdb import connect"),
        ("pipeline.calculate.run", "from ..protect import door"),
        ("pipeline.examine.checks", "from pipeline.receive import workbook"),
        ("pipeline.commands.running", "def up():\n    import dagster"),
        ("pipeline.demo.files", "from pipeline import settings"),
        ("pipeline.stray", "from data_contracts import codes"),
    ],
)
def test_an_import_through_a_wall_is_seen(module: str, source: str) -> None:
    assert breaches(source, module=module, package=module.rpartition(".")[0])


def test_no_module_outgrows_one_story() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
