"""To whom letters go: `contacts.csv` in the home, never in the repository, a person's role in a country a line."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from data_contracts import LANGUAGES
from data_contracts.duties import load_members

COLUMNS = ("country", "role", "language", "address")
ROLES = ("steward", "deputy", "coordinator")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", re.ASCII)


@dataclass(frozen=True)
class Contact:
    """Who is written to about a country, and in which language; an address is shown nowhere."""

    country: str
    role: str
    language: str
    address: str = field(repr=False)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of the file: a message's key, and what fills it in; never an address."""

    line: int
    what: str
    found: str = ""


@dataclass(frozen=True)
class Contacts:
    """Those who can be written to, the lines that nobody can make sense of, and when the file was changed last."""

    people: tuple[Contact, ...] = ()
    problems: tuple[Problem, ...] = ()
    changed_at: datetime | None = None


def load_contacts(path: Path) -> Contacts:
    """Everyone in the file; one wrong line holds up nobody else. Without the file there is nobody."""
    if not path.exists():
        return Contacts()
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Contacts(problems=(Problem(1, "contacts-not-utf8"),), changed_at=changed)
    read = list(_read(text))
    return Contacts(
        people=tuple(each for each in read if isinstance(each, Contact)),
        problems=tuple(each for each in read if isinstance(each, Problem)),
        changed_at=changed,
    )


def is_address(text: str) -> bool:
    """Whether `text` is one plain mail address: nothing in it could begin another header or another recipient."""
    return _ADDRESS.fullmatch(text) is not None


def template(language_of: Callable[[str], str]) -> str:
    """A file to fill in: a line for each role in each country that is a member, in the language that it speaks."""
    countries = sorted(set(load_members()["country"]))
    lines = [f"{country},{role},{language_of(country)}," for country in countries for role in ROLES]
    return "\n".join([",".join(COLUMNS), *lines]) + "\n"


def _read(text: str) -> Iterator[Contact | Problem]:
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] else ","
    header = [each.strip().lower() for each in lines[0].split(delimiter)] if lines else []
    if sorted(header) != sorted(COLUMNS):
        yield Problem(1, "contacts-header", ", ".join(COLUMNS))
        return
    taken: dict[tuple[str, str], int] = {}
    reader = csv.reader(lines[1:], delimiter=delimiter)
    for cells in reader:
        number = reader.line_num + 1
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        if not any(cells) or (len(cells) == len(header) and not row["address"]):
            continue  # nobody yet, as in the template
        found = _contact(row, number) if len(cells) == len(header) else Problem(number, "contacts-cells")
        if isinstance(found, Contact):
            before = taken.setdefault((found.country, found.role), number)
            if before != number:
                found = Problem(number, "contacts-twice", f"{found.country} {found.role} ({before})")
        yield found


def _contact(row: dict[str, str], line: int) -> Contact | Problem:
    country, role, language = row["country"].upper(), row["role"].lower(), row["language"].lower()
    if country not in set(load_members()["country"]):
        return Problem(line, "contacts-country", row["country"])
    if role not in ROLES:
        return Problem(line, "contacts-role", row["role"])
    if language not in LANGUAGES:
        return Problem(line, "contacts-language", row["language"])
    if not is_address(row["address"]):
        return Problem(line, "contacts-address")
    return Contact(country, role, language, row["address"])
