"""The file of those who are written to: each wrong line is named, and holds up nobody else."""

from pathlib import Path

import pytest

from pipeline.contacts import Contact, Problem, is_address, load_contacts, template
from pipeline.words import language_of

HEADER = "country,role,language,address\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.csv"


def test_without_the_file_there_is_nobody_to_write_to(path: Path) -> None:
    assert load_contacts(path).people == ()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_line_is_a_person_however_a_spreadsheet_saves_it(path: Path, mark: str, delimiter: str) -> None:
    path.write_text(mark + f"{HEADER}pl,Steward,pl, anna@example.org \n".replace(",", delimiter), encoding="utf-8")
    assert load_contacts(path).people == (Contact("PL", "steward", "pl", "anna@example.org"),)


@pytest.mark.parametrize(
    ("line", "what", "found"),
    [
        ("ZZ,steward,en,a@example.org", "contacts-country", "ZZ"),
        ("PL,chief,pl,a@example.org", "contacts-role", "chief"),
        ("PL,steward,xx,a@example.org", "contacts-language", "xx"),
        ("PL,steward,pl,a@example", "contacts-address", ""),
        ("PL,steward,pl", "contacts-cells", ""),
        ("PL,steward,pl,a@example.org,b@example.org", "contacts-cells", ""),
        ("FI,steward,en,b@example.org", "contacts-twice", "FI steward (2)"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_count(path: Path, line: str, what: str, found: str) -> None:
    path.write_text(f"{HEADER}FI,steward,sv,a@example.org\n\n{line}\nSE,deputy,sv,c@example.org\n", encoding="utf-8")
    contacts = load_contacts(path)
    assert contacts.problems == (Problem(4, what, found),)
    assert [each.country for each in contacts.people] == ["FI", "SE"]


def test_a_file_that_lacks_a_column_or_is_not_utf_8_is_said_to_be_so(path: Path) -> None:
    path.write_text("country,address\nFI,a@example.org\n", encoding="utf-8")
    assert load_contacts(path).problems[0].what == "contacts-header"
    path.write_bytes(HEADER.encode() + b"FI,steward,sv,\xe4@example.org\n")
    assert load_contacts(path).problems[0].what == "contacts-not-utf8"


def test_the_template_names_every_member_and_nobody(path: Path) -> None:
    path.write_text(template(language_of), encoding="utf-8")
    assert "PL,deputy,pl,\n" in path.read_text(encoding="utf-8")
    found = load_contacts(path)
    assert (found.people, found.problems) == ((), ())


@pytest.mark.parametrize(
    "text",
    ["a@b.eu\nBcc: c@d.eu", "a@b.eu, c@d.eu", "A <a@b.eu>", "a@b.eu ", "a b@c.eu", "ä@b.eu", "a@b..eu", "@b.eu", ""],
)
def test_what_could_be_more_than_one_address_is_none(text: str) -> None:
    assert not is_address(text)


def test_an_address_is_shown_nowhere() -> None:
    assert "anna" not in repr(Contact("PL", "steward", "pl", "anna@example.org"))
