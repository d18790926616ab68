"""Letters go to those who owe, on their days, about what is missing; never twice, never about what has come."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts import LANGUAGES
from data_contracts.duties import load_calendar, load_letters, owed
from data_contracts.findings import ACCEPTED
from pipeline.arrivals import Arrivals, arrivals
from pipeline.contacts import ROLES, Contact, Contacts
from pipeline.letter_text import subject, text
from pipeline.letters import THANKS, Fate, Letter, fates, letters_due
from pipeline.storage.ledger import LETTER_CLAIMED, LETTER_FAILED, LETTER_SENT

QUARTER = "2026-Q3"
DUTIES = owed([QUARTER])
NOTHING = Arrivals({}, frozenset())
EVERYONE = Contacts(tuple(Contact(c, r, "en", f"{r}@{c}.example") for c in ("IE", "MT", "NO") for r in ROLES))


def due(day: str, *, came: Arrivals = NOTHING, before: dict[tuple[str, str, str, str], Fate] | None = None) -> set[str]:
    found = letters_due(day=date.fromisoformat(day), arrivals=came, contacts=EVERYONE, before=before or {})
    return {f"{each.country} {each.kind} {each.role}" for each in found}


def came(country: str, *collections: str, state: str = ACCEPTED) -> Arrivals:
    return Arrivals({(country, QUARTER, each): state for each in collections}, frozenset())


def asked(country: str) -> list[str]:
    return [
        each["collection"] for each in DUTIES.iter_rows(named=True) if each["country"] == country and not each["exempt"]
    ]


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-10-01", "opening"),
        ("2026-11-06", "opening"),
        ("2026-11-07", "before"),
        ("2026-11-14", "due"),
        ("2026-11-16", "due"),
        ("2026-11-17", "after"),
    ],
)
def test_the_letter_of_a_day_is_the_last_that_fell_due(day: str, kind: str) -> None:
    members = ("IE", "MT")
    assert due(day) == {f"{country} {kind} {role}" for country in members for role in ("steward", "deputy")}


def test_the_coordinator_hears_of_it_later() -> None:
    assert "IE late coordinator" in due("2026-11-24")


def test_before_a_round_and_after_it_nobody_is_written_to() -> None:
    assert due("2026-09-30") == due("2026-12-15") == set()


def test_who_has_sent_everything_is_thanked_and_asked_for_nothing() -> None:
    found = due("2026-11-17", came=came("IE", *asked("IE")))
    assert {each for each in found if each.startswith("IE")} == {"IE thanks steward", "IE thanks deputy"}


def test_what_a_country_is_exempt_from_it_is_not_asked_for() -> None:
    found = letters_due(day=date(2026, 11, 14), arrivals=NOTHING, contacts=EVERYONE, before={})
    assert {"exit_support" in each.missing for each in found if each.country == "IE"} == {True}
    assert {"exit_support" in each.missing for each in found if each.country == "MT"} == {False}


def test_a_country_of_which_something_waits_to_be_examined_is_left_alone() -> None:
    for quarter in (QUARTER, None):
        found = due("2026-11-17", came=Arrivals({}, frozenset({("IE", quarter)})))
        assert {each.split()[0] for each in found} == {"MT"}


@pytest.mark.parametrize(
    ("fate", "goes"),
    [
        (Fate(1, LETTER_SENT, datetime(2026, 11, 14, tzinfo=UTC)), False),
        (Fate(1, LETTER_CLAIMED, datetime(2026, 11, 14, tzinfo=UTC)), False),
        (Fate(1, LETTER_FAILED, datetime(2026, 11, 14, tzinfo=UTC)), False),
        (Fate(1, LETTER_FAILED, datetime(2026, 11, 14, tzinfo=UTC), again=True), True),
    ],
)
def test_a_letter_goes_again_only_where_it_cannot_have_gone(fate: Fate, goes: bool) -> None:
    assert ("IE due steward" in due("2026-11-14", before={("IE", QUARTER, "due", "steward"): fate})) is goes


def test_a_letter_that_was_refused_goes_again_when_the_contacts_have_changed() -> None:
    refused = datetime(2026, 11, 14, 7, tzinfo=UTC)
    fate = Fate(1, LETTER_FAILED, refused)
    assert not fate.may_go(contacts_changed=refused - timedelta(days=1))
    assert fate.may_go(contacts_changed=refused + timedelta(hours=1))


def test_the_text_says_what_is_missing_and_what_became_of_it() -> None:
    states = came("IE", "campaigns", "training").states | came("IE", "toolkit", state="needs-explanation").states
    states |= came("IE", "partners", state="returned").states
    found = letters_due(day=date(2026, 11, 24), arrivals=Arrivals(states, frozenset()), contacts=EVERYONE, before={})
    said = {each.role: text(each) for each in found if each.country == "IE"}
    assert "5 collections for 2026-Q3 are still to come; they can be sent until 14 December 2026." in said["steward"]
    assert "2 collections have arrived and are accepted. Thank you!" in said["steward"]
    assert "  – Toolkit: it came, and waits for an explanation" in said["steward"]
    assert "  – Partners: it came and was returned" in said["steward"]
    assert "NIL" in said["steward"]
    assert "Campaigns" not in said["steward"]
    assert "Ireland, 2026-Q3: 5 collections are still to come" in said["coordinator"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_its_words_in_every_language(language: str) -> None:
    for kind in load_letters()["kind"]:
        for role in ROLES:
            missing = {} if kind == THANKS else dict.fromkeys(asked("IE")[:3], "missing")
            letter = Letter(
                "IE", QUARTER, kind, role, language, "a@b.eu", date(2026, 11, 14), date(2026, 12, 14), missing, ()
            )
            assert "\n" not in subject(letter)
            assert "{" not in subject(letter) + text(letter)
            assert kind == THANKS or "3 " in text(letter)


def test_every_kind_of_letter_goes_to_roles_that_there_are_and_counts_from_a_day_that_there_is() -> None:
    kinds = load_letters()
    assert set(" ".join(kinds["to"]).split()) <= set(ROLES)
    assert set(kinds["counted_from"]) <= {"opens", "due", "complete"}
    assert kinds["kind"].is_unique().all()
    assert kinds.filter(counted_from="complete")["kind"].to_list() == [THANKS]


PLACES = [(row["country"], row["quarter"], row["collection"]) for row in DUTIES.iter_rows(named=True)]
STATES = st.sampled_from([ACCEPTED, ACCEPTED, "returned", "needs-explanation"])
COUNTRIES = st.sampled_from(["IE", "LU", "MT", "PL", "NO"])


@settings(max_examples=30)
@given(
    days=st.lists(st.integers(-5, 90), min_size=2, max_size=8).map(sorted),
    states=st.dictionaries(st.sampled_from([each for each in PLACES if each[0] in ("IE", "MT", "PL")]), STATES),
    people=st.sets(st.tuples(COUNTRIES, st.sampled_from(ROLES)), max_size=9),
    waiting=st.frozensets(st.tuples(COUNTRIES, st.sampled_from([QUARTER, "2026-Q2", None])), max_size=2),
    outcomes=st.lists(st.sampled_from([LETTER_SENT, LETTER_CLAIMED, "lost", LETTER_FAILED]), min_size=1),
)
def test_no_letter_ever_asks_for_what_is_not_owed_and_none_goes_twice(
    days: list[int],
    states: dict[tuple[str, str, str], str],
    people: set[tuple[str, str]],
    waiting: frozenset[tuple[str, str | None]],
    outcomes: list[str],
) -> None:
    contacts = Contacts(tuple(Contact(country, role, "en", "a@b.eu") for country, role in sorted(people)))
    opens = load_calendar().filter(quarter=QUARTER)["opens"][0]
    exempt = {tuple(row[:3]) for row in DUTIES.drop_nulls("exempt").select("country", "quarter", "collection").rows()}
    events: list[dict[str, object]] = []
    ended: set[tuple[str, str, str, str]] = set()
    for turn, offset in enumerate(days):
        day = opens + timedelta(days=offset)
        came = Arrivals(states, waiting if turn % 2 else frozenset())
        letters = letters_due(day=day, arrivals=came, contacts=contacts, before=fates(events))
        assert len({each.name for each in letters}) == len(letters)
        for letter in letters:
            places = {(letter.country, letter.quarter, each) for each in letter.missing}
            assert places <= set(PLACES) - exempt or letter.quarter != QUARTER
            assert ACCEPTED not in {states.get(each) for each in places}
            assert bool(places) == (letter.kind != THANKS)
            assert not came.are_waiting(letter.country, letter.quarter)
            assert (letter.country, letter.role) in people
            assert letter.key not in ended
            outcome = outcomes[len(events) % len(outcomes)]
            told = dict(zip(("country", "quarter", "kind", "role"), letter.key, strict=True))
            at = datetime.combine(day, datetime.min.time(), UTC)
            events.append({"event": LETTER_CLAIMED, "at": at, **told})
            if outcome != LETTER_CLAIMED:
                event = LETTER_FAILED if outcome == "lost" else outcome
                events.append({"event": event, "at": at, "again": outcome == "lost", **told})
            if outcome != "lost":
                ended.add(letter.key)


def test_arrivals_are_told_by_the_ledger_alone() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    origin = {"sha256": "", "file_name": "a.csv", "size": 1, "sender": "inbox", "country": None}
    examined = {"country": "IE", "quarter": QUARTER, "turn": 9, "rules": []}
    told = [
        *({"event": "received", "submission": each, **origin} for each in ("a", "b", "c", "d", "e", "f")),
        {"event": "examined", "submission": "a", "verdict": ACCEPTED, "collections": ["campaigns"], **examined},
        {"event": "examined", "submission": "b", "verdict": "returned", "collections": ["campaigns", "toolkit"]}
        | examined,
        {"event": "examined", "submission": "c", "verdict": ACCEPTED, "collections": ["training"], **examined},
        {"event": "withdrawn", "submission": "c", "document": ""},
        {"event": "identified", "submission": "d", "country": "PL", "quarter": None},
        {"event": "checked", "submission": "e", "verdict": ACCEPTED, "country": "SE", "quarter": QUARTER}
        | {"collections": ["toolkit"]},
    ]
    found = arrivals({"seq": seq, "at": at, **each} for seq, each in enumerate(told))
    assert found.states == {("IE", QUARTER, "campaigns"): ACCEPTED, ("IE", QUARTER, "toolkit"): "returned"}
    assert found.waiting == {("PL", None), ("SE", QUARTER)}
