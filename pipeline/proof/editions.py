"""Prove the editions: each that was published is there and says what its name promises; so do the countries' own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from data_contracts.edition import file_name
from data_contracts.fingerprint import rules_hash
from pipeline.proof.ledger import Event
from pipeline.proof.problem import ALTERED, EDITIONS, GONE, MEMBERS, OTHER, STRAY, UNREADABLE, Problem, place_of
from pipeline.publish.catalogue import CATALOGUE
from pipeline.publish.catalogue import told as catalogue_of
from pipeline.publish.edition import hash_of
from pipeline.publish.inspection import problems_of
from pipeline.publish.own import hash_of_own
from pipeline.publish.pointer import POINTER
from pipeline.publish.reading import Reader
from pipeline.receive.archive import DamagedArchiveError, load
from pipeline.settings import Settings
from pipeline.storage.ledger import PUBLISHED

REFUSED = "refused"
"""An edition is itself, and shows what it must not: our own fault."""


def prove_editions(settings: Settings, events: Iterable[Event]) -> tuple[int, list[Problem]]:
    """How many editions were published, and what does not fit."""
    told = [each for each in events if each["event"] == PUBLISHED]
    names = {file_name(each["edition"]) for each in told}
    with Reader() as reader:
        problems = [problem for each in _firsts(told) for problem in _edition(settings, reader, each)]
    if told:
        problems += _pointer(settings, told)
    for path in sorted(settings.editions.glob("*")):  # written, and then cut off before anyone was told
        if path.name not in {*names, POINTER, CATALOGUE}:
            problems.append(Problem(EDITIONS, STRAY, place_of(settings, path), is_note=bool(told)))
    return len(names), problems


def prove_members(settings: Settings, events: Iterable[Event]) -> tuple[int, list[Problem]]:
    """How many files of countries' own figures were published, and what does not fit."""
    count, known = 0, set[str]()
    problems: list[Problem] = []
    with Reader() as reader:
        for each in _firsts(each for each in events if each["event"] == PUBLISHED and "own" in each):
            known.add(each["edition"])
            count += len(each["own"])
            problems += _own(settings, reader, each)
    for folder in sorted(settings.members.glob("*")):
        if folder.name not in known:
            problems.append(Problem(MEMBERS, STRAY, place_of(settings, folder), is_note=True))
    return count, problems


def lost_editions(settings: Settings, told: Sequence[Event]) -> list[str]:
    """The editions of these events that are gone or damaged, or whose members' own figures are."""
    lost = (GONE, ALTERED, UNREADABLE)
    with Reader() as reader:
        return [
            each["edition"]
            for each in _firsts(told)
            if any(found.what in lost for prove in (_edition, _own) for found in prove(settings, reader, each))
        ]


def _firsts(told: Iterable[Event]) -> Sequence[Event]:
    """The event of each edition by which it was published first."""
    found: dict[str, Event] = {}
    for each in told:
        found.setdefault(each["edition"], each)
    return [*found.values()]


def _edition(settings: Settings, reader: Reader, told: Event) -> Iterator[Problem]:
    path = settings.editions / file_name(told["edition"])
    place = place_of(settings, path)
    if not path.is_file():
        yield Problem(EDITIONS, GONE, place)
        return
    try:
        tables = reader.tables(path)
        about = tables["edition"].row(0, named=True)
        digest = hash_of(tables, threshold=about["threshold"], synthetic=about["synthetic"])
        made_at = about["published_at"].replace(tzinfo=UTC).isoformat()
        if (digest, about["edition"], made_at) != (told["edition"], told["edition"], told["made_at"]):
            yield Problem(EDITIONS, ALTERED, place)
        elif told["contracts"] == rules_hash() and problems_of(path, tables):  # others were inspected by theirs
            yield Problem(EDITIONS, REFUSED, place)
    except Exception:  # noqa: BLE001 - a file that is damaged fails in any way
        yield Problem(EDITIONS, UNREADABLE, place)


def _pointer(settings: Settings, told: Sequence[Event]) -> Iterator[Problem]:
    """The pointer names the last edition, the catalogue all of them, to the letter."""
    for name, text in (
        (POINTER, f"{file_name(told[-1]['edition'])}\n"),
        (CATALOGUE, catalogue_of([(each["edition"], each["at"]) for each in told])),
    ):
        path = settings.editions / name
        if not path.is_file():
            yield Problem(EDITIONS, GONE, place_of(settings, path))
        elif path.read_bytes() != text.encode():
            yield Problem(EDITIONS, OTHER, place_of(settings, path))


def _own(settings: Settings, reader: Reader, told: Event) -> Iterator[Problem]:
    folder = settings.members / told["edition"]
    try:
        salt = load(settings.archive, told["salt"])
    except DamagedArchiveError:  # told of the archive already; without it nothing can be said of these
        return
    for country, digest in told["own"].items():
        path = folder / file_name(country)
        place = place_of(settings, path)
        if not path.is_file():
            yield Problem(MEMBERS, GONE, place)
            continue
        try:
            if hash_of_own(reader.tables(path)["indicators"], salt=salt) != digest:
                yield Problem(MEMBERS, ALTERED, place)
        except Exception:  # noqa: BLE001 - a file that is damaged fails in any way
            yield Problem(MEMBERS, UNREADABLE, place)
    for path in sorted(folder.glob("*")):
        if path.name not in {file_name(country) for country in told["own"]}:
            yield Problem(MEMBERS, STRAY, place_of(settings, path))
