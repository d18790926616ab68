"""Code lists: every code is named in every language, and every spelling means one code."""

import csv

import pytest

from data_contracts import HERE, LANGUAGES
from data_contracts.codes import fold, load_codes, load_obs_status, load_spellings
from data_contracts.contract import COLLECTIONS, load_contracts

LISTS = sorted(path.stem for path in (HERE / "codes").glob("*.csv"))
NAMED = [name for name in LISTS if name != "country"]

STABLE = {
    "intervention_type": "KNT WLT ADS ALT EVT SCH EXI REF FOR TRP MED",
    "target_group": "GEN RSK FST USR REP PAR EDU PRO",
    "age_band": "Y_LT12 Y12T14 Y15T17 Y18T21 Y22T25 Y_GE26 _U _T",
    "sex": "F M _O _U _T",
    "offence_focus": "HCK DDS MAL FRD OTH _T",
    "referral_source": "SLF FAM SCH POL SOC PRB PRV OTH",
    "request_type": "ADV PRS DIS EVD LEG LOC EM9 EM10 OTH",
    "channel": "BUD G7 INT SIE MLA DIR",
    "stage": "REG NAT LOC REV CON",
    "topic": "DEV DRK FOR OSI MAL LIV POC COP OTH",
    "profession": "POL INV PRO JUD DEF CEN FEX TEA OTH",
    "partner_type": "GOV PRV ACA NGO INT",
    "obs_status": "A B D E G I K W O M L Q J P S N U V",
    "conf_status": "F N C A S D E",
    "direction": "SNT RCV",
    "tool_status": "PLN ACT PAU END",
    "yes_no": "Y N",
    "conforms": "Y N P",
    "effect_measure": "OR RR SMD RD IRR PCT",
    "revision_reason": "ERR LATE METH RECL COURT",
    "collection": " ".join(COLLECTIONS),
    "month": "1 2 3 4 5 6 7 8 9 10 11 12",
    "quarter_of_year": "1 2 3 4",
    "envelope": "country quarter collection reason comment submission field value agency status guide lists records "
    "findings sheet total",
}
"""The codes that figures already hold: a list may grow, but none of these may go or change place."""


@pytest.mark.parametrize("name", NAMED)
def test_every_code_has_a_name_in_every_language(name: str) -> None:
    nameless = [(code, each) for code, words in load_codes(name).items() for each in LANGUAGES if not words[each]]
    assert nameless == []


@pytest.mark.parametrize("name", NAMED)
def test_names_within_a_list_differ_in_every_language(name: str) -> None:
    for language in LANGUAGES:
        names = [fold(words[language]) for words in load_codes(name).values()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", NAMED)
def test_a_code_once_given_stays(name: str) -> None:
    stable = STABLE[name].split()
    assert list(load_codes(name))[: len(stable)] == stable


@pytest.mark.parametrize("name", LISTS)
def test_every_spelling_means_one_code_only(name: str) -> None:
    meant: dict[str, set[str]] = {}
    with (HERE / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            names = [row.get(language, "") for language in LANGUAGES]
            for spelling in filter(None, [row["code"], *names, *row["aliases"].split("|")]):
                meant.setdefault(fold(spelling), set()).add(row["code"])
    assert {spelling: codes for spelling, codes in meant.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_a_code_only_once(name: str) -> None:
    with (HERE / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    assert len(set(codes)) == len(codes) > 1


def test_every_list_that_a_contract_names_exists() -> None:
    used = {column.code_list for contract in load_contracts().values() for column in contract.columns}
    assert used - {None} <= set(LISTS)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("UK", "GB"),
        ("uk", "GB"),
        ("Royaume-Uni", "GB"),
        ("Wielka Brytania", "GB"),
        ("Storbritannien", "GB"),
        ("EL", "GR"),
        ("Grecja", "GR"),
        ("GR", "GR"),
        ("Tchéquie", "CZ"),
        ("Côte d'Ivoire", "CI"),
        ("no", "NO"),
    ],
)
def test_a_country_is_known_by_its_other_names(spelling: str, code: str) -> None:
    assert load_spellings("country")[fold(spelling)] == code


def test_countries_are_the_249_officially_assigned_codes() -> None:
    codes = set(load_codes("country"))
    assert len(codes) == 249
    assert codes.isdisjoint({"UK", "EL", "XK", "EU", "ZZ", "QO", "AC", "IC"})


@pytest.mark.parametrize(
    "written", ["exit_support", "Exit-Support", "  EXIT   support ", "exit\u00a0support", "AVHOPPARSTO\u0308D"]
)
def test_case_spaces_underscores_and_ways_to_write_an_accent_make_no_difference(written: str) -> None:
    assert load_spellings("collection")[fold(written)] == "exit_support"


def test_both_apostrophes_are_the_same() -> None:
    assert fold("Type d’intervention") == fold("Type d'intervention")


def test_a_collection_is_named_as_its_contract_labels_it() -> None:
    named = {collection: dict(words) for collection, words in load_codes("collection").items()}
    assert named == {contract.collection: contract.labels for contract in load_contracts().values()}


def test_six_statuses_stand_instead_of_a_value_and_the_others_beside_one() -> None:
    instead = {code: kind for code, kind in load_obs_status().items() if kind != "value"}
    assert instead == dict.fromkeys("MKJ", "leaves") | dict.fromkeys("OLQ", "lowers")
