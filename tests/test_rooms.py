"""The walls of the house: who may import whom, and how long a module may grow."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("data_contracts", "pipeline", "dashboard")

CONTRACTS, SETTINGS, JOURNAL = "data_contracts", "pipeline.settings", "pipeline.journal"
VERBS = ("pipeline.receive", "pipeline.examine", "pipeline.calculate", "pipeline.protect")
STEPS = ("pipeline.intake", "pipeline.judgement")
PAST = ("pipeline.history", "pipeline.lives", "pipeline.rulings", "pipeline.shelving", "pipeline.weighing")
SAYING = (
    "pipeline.answering",
    "pipeline.deciding",
    "pipeline.explaining",
    "pipeline.refusals",
    "pipeline.waivers",
    "pipeline.withdrawing",
)
ENGINE = (CONTRACTS, SETTINGS, JOURNAL, *VERBS, *STEPS, *PAST, "pipeline.storage", "pipeline.publish")
WRITING = (
    "pipeline.arrivals",
    "pipeline.contacts",
    "pipeline.letter_text",
    "pipeline.letters",
    "pipeline.mailing",
)

# What of ours each room may import besides itself; a module that no line names may import nothing of ours.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "data_contracts": (),
    "dashboard": (CONTRACTS, "pipeline.door"),
    "pipeline": (),
    "pipeline.receive": (CONTRACTS, SETTINGS),
    "pipeline.examine": (CONTRACTS, "pipeline.receive.delivery"),  # the shape that receive hands over, not its work
    "pipeline.calculate": (CONTRACTS,),
    "pipeline.protect": (CONTRACTS,),
    "pipeline.storage": (CONTRACTS, SETTINGS, *VERBS),
    "pipeline.publish": (CONTRACTS, SETTINGS, *VERBS, "pipeline.storage"),
    "pipeline.journal": (SETTINGS,),
    "pipeline.proof": (*ENGINE, "pipeline.compiling", "pipeline.receipt"),
    "pipeline.heartbeat": (SETTINGS,),
    "pipeline.room": (SETTINGS, JOURNAL),
    "pipeline.status": (*ENGINE, *SAYING, "pipeline.arrivals", "pipeline.heartbeat", "pipeline.inbox", "pipeline.room"),
    "pipeline.status_words": ("pipeline.status", "pipeline.words"),
    "pipeline.health": (
        SETTINGS,
        "pipeline.heartbeat",
        "pipeline.publish",
        "pipeline.receive.archive",
        "pipeline.room",
        "pipeline.storage",
    ),
    "pipeline.intake": (CONTRACTS, SETTINGS, JOURNAL, "pipeline.receive", "pipeline.room", "pipeline.storage"),
    "pipeline.weighing": (CONTRACTS, "pipeline.receive.delivery", "pipeline.examine"),
    "pipeline.in_order": (CONTRACTS, "pipeline.examine", "pipeline.weighing"),
    "pipeline.judgement": (
        CONTRACTS,
        "pipeline.receive.delivery",
        "pipeline.examine",
        "pipeline.weighing",
        "pipeline.in_order",
    ),
    "pipeline.scratch": (SETTINGS, "pipeline.storage"),
    "pipeline.eras": (CONTRACTS, SETTINGS, "pipeline.contracts_kept"),
    "pipeline.rebuilding": (
        *ENGINE,
        "pipeline.batches",
        "pipeline.compiling",
        "pipeline.eras",
        "pipeline.scratch",
    ),
    "pipeline.rehearsal": (CONTRACTS, SETTINGS, "pipeline.scratch", "pipeline.stages", "pipeline.storage"),
    "pipeline.receipt": (
        CONTRACTS,
        SETTINGS,
        "pipeline.judgement",
        "pipeline.receive.archive",
        "pipeline.storage",
        "pipeline.words",
    ),
    "pipeline.standing": (
        CONTRACTS,
        SETTINGS,
        "pipeline.receive.delivery",
        "pipeline.examine",
        "pipeline.history",
        "pipeline.rulings",
        "pipeline.storage",
        "pipeline.weighing",
    ),
    "pipeline.comparing": (
        CONTRACTS,
        "pipeline.receive.delivery",
        "pipeline.examine",
        "pipeline.judgement",
        "pipeline.weighing",
    ),
    "pipeline.rulings": (CONTRACTS, SETTINGS, "pipeline.receive.archive", "pipeline.examine.past", "pipeline.storage"),
    "pipeline.history": (
        CONTRACTS,
        SETTINGS,
        "pipeline.receive.delivery",
        "pipeline.examine.past",
        "pipeline.rulings",
        "pipeline.storage",
        "pipeline.weighing",
    ),
    "pipeline.lives": (CONTRACTS, "pipeline.storage.ledger"),
    "pipeline.answering": (
        CONTRACTS,
        SETTINGS,
        JOURNAL,
        "pipeline.receive",
        "pipeline.judgement",
        "pipeline.history",
        "pipeline.queueing",
        "pipeline.refusals",
        "pipeline.storage",
    ),
    "pipeline.queueing": (SETTINGS, "pipeline.storage.busy"),
    "pipeline.explaining": (*ENGINE, "pipeline.answering", "pipeline.refusals", "pipeline.standing"),
    "pipeline.deciding": (*ENGINE, "pipeline.answering", "pipeline.refusals"),
    "pipeline.waivers": (*ENGINE, "pipeline.answering", "pipeline.refusals"),
    "pipeline.refusals": (SETTINGS, "pipeline.examine.checks", "pipeline.lives", "pipeline.storage", "pipeline.words"),
    "pipeline.withdrawing": (SETTINGS, "pipeline.lives", "pipeline.refusals", "pipeline.rulings", "pipeline.storage"),
    "pipeline.shelving": (CONTRACTS, SETTINGS, "pipeline.examine.memory", "pipeline.judgement", "pipeline.storage"),
    "pipeline.contracts_kept": (CONTRACTS, SETTINGS, "pipeline.receive.archive", "pipeline.storage"),
    "pipeline.compiling": (CONTRACTS, "pipeline.outcomes", "pipeline.protect", "pipeline.publish", "pipeline.storage"),
    "pipeline.stages": (
        *ENGINE,
        "pipeline.compiling",
        "pipeline.contracts_kept",
        "pipeline.batches",
        "pipeline.inbox",
        "pipeline.outcomes",
    ),
    "pipeline.template": (CONTRACTS,),
    "pipeline.templates": (CONTRACTS, SETTINGS, "pipeline.examine.admission", "pipeline.history", "pipeline.template"),
    "pipeline.door": (
        *ENGINE,
        *SAYING,
        "pipeline.comparing",
        "pipeline.queueing",
        "pipeline.receipt",
        "pipeline.standing",
        "pipeline.answer",
        "pipeline.health",
        "pipeline.room",
        "pipeline.stages",
        "pipeline.templates",
        "pipeline.words",
    ),
    "pipeline.outcomes": (CONTRACTS,),
    "pipeline.contacts": (CONTRACTS,),
    "pipeline.arrivals": (CONTRACTS, "pipeline.lives", "pipeline.storage.ledger"),
    "pipeline.letters": (CONTRACTS, "pipeline.arrivals", "pipeline.contacts", "pipeline.storage.ledger"),
    "pipeline.letter_text": (CONTRACTS, "pipeline.letters", "pipeline.words"),
    "pipeline.mailing": ("pipeline.contacts",),
    "pipeline.reminding": (SETTINGS, JOURNAL, *WRITING, "pipeline.storage.ledger"),
    "pipeline.words": (CONTRACTS, "pipeline.comparing", "pipeline.judgement", "pipeline.outcomes"),
    "pipeline.answer": (CONTRACTS, SETTINGS, "pipeline.receive", "pipeline.judgement", "pipeline.words"),
    "pipeline.inbox": (CONTRACTS, SETTINGS, JOURNAL, "pipeline.room", *STEPS, "pipeline.answer"),
    "pipeline.batches": (
        *ENGINE,
        "pipeline.contracts_kept",
        "pipeline.receipt",
        "pipeline.inbox",
        "pipeline.outcomes",
        "pipeline.answer",
    ),
    "pipeline.demonstration": (*ENGINE, "pipeline.compiling", "pipeline.stages", "pipeline.words", "pipeline.demo"),
    "pipeline.cli": (
        CONTRACTS,
        SETTINGS,
        JOURNAL,
        "pipeline.room",
        "pipeline.commands",
        "pipeline.storage",
        "pipeline.words",
    ),
    "pipeline.backup": (*ENGINE, "pipeline.inbox", "pipeline.refusals"),
    "pipeline.commands": (
        *ENGINE,
        "pipeline.proof",
        "pipeline.backup",
        "pipeline.rebuilding",
        *SAYING,
        *WRITING,
        "pipeline.reminding",
        "pipeline.answer",
        "pipeline.stages",
        "pipeline.door",
        "pipeline.templates",
        "pipeline.words",
        "pipeline.receipt",
        "pipeline.rehearsal",
        "pipeline.demonstration",
        "pipeline.health",
        "pipeline.status",
        "pipeline.status_words",
        "pipeline.up",
    ),
    "pipeline.up": (
        SETTINGS,
        "pipeline.heartbeat",
        "pipeline.processes",
    ),  # starts the other programs, and so imports none of them
    "pipeline.demo": (CONTRACTS,),
    "pipeline.orchestration": (CONTRACTS, SETTINGS, JOURNAL, "pipeline.heartbeat", "pipeline.room", "pipeline.stages"),
    "pipeline.definitions": ("pipeline.orchestration",),
}

# Packages that stay where they are put, so that the rest is fast to start and easy to move to another engine.
ONLY_IN = {
    "duckdb": ("pipeline.storage", "pipeline.publish", "dashboard.editions"),
    "dagster": ("pipeline.orchestration", "pipeline.definitions"),
    "streamlit": ("dashboard", "pipeline.first_page"),  # which asks the dashboard for a page in its own protocol
}

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
