"""Contracts: they follow the standard, their rules name real columns, and what is confidential is told."""

import json
import re
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import open_data_contract_standard
import polars as pl
import pytest
import yaml

from data_contracts import HERE, LANGUAGES
from data_contracts.codes import fold, load_codes, load_spellings
from data_contracts.contract import COLLECTIONS, Contract, load_contract, load_contracts, path_of, read_contract
from data_contracts.standard import departures

INDIVIDUAL = {"intervention_type": ("KNT", "WLT", "ALT", "EXI", "REF")}
CONFIDENTIAL = {
    "interventions": ["identified", "reached", "started", "completed", "recontacted_12m"],
    "exit_support": [
        *("stock_start", "referred", "assessed", "intake", "exited_positive", "exited_neutral"),
        *("dropped_out", "stock_end", "multi_agency_plans"),
    ],
    "contact_point_requests": ["emergencies"],
}

KEYS = {
    "interventions": "intervention_type target_group age_band sex offence_focus",
    "campaigns": "campaign platform",
    "exit_support": "referral_source age_band sex",
    "contact_point_requests": "counterpart direction channel request_type",
    "training": "activity stage topic profession sex",
    "toolkit": "tool",
    "partners": "partner_type",
    "definitions": "collection item",
}

every_contract = pytest.mark.parametrize("contract", load_contracts().values(), ids=COLLECTIONS)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_contract_follows_the_open_data_contract_standard(collection: str) -> None:
    schema = json.loads((Path(open_data_contract_standard.__file__).parent / "schema.json").read_text("utf-8"))
    document = yaml.safe_load((HERE / "collections" / f"{collection}.odcs.yaml").read_text("utf-8"))
    problems = jsonschema.Draft201909Validator(schema).iter_errors(document)
    assert [f"{each.json_path}: {each.message}" for each in problems] == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_contract_is_what_the_standards_own_model_reads(collection: str) -> None:
    assert list(departures(path_of(collection))) == []


def test_a_contract_that_departs_from_the_standard_is_told_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "partners.odcs.yaml"
    path.write_text(
        path_of("partners").read_text("utf-8").replace("primaryKeyPosition: 1", "primaryKeyPosition: first")
    )
    (told,) = departures(path)
    assert told.startswith("partners.odcs.yaml: schema.0.properties.0.primaryKeyPosition: ")


def test_a_contract_that_lacks_something_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "partners.odcs.yaml"
    path.write_text(path_of("partners").read_text("utf-8").replace("property: frequency", "property: often"))
    with pytest.raises(ValueError, match=r"partners\.odcs\.yaml: .*frequency"):
        read_contract(path)


def test_there_is_a_contract_for_every_collection_and_no_other() -> None:
    assert {path.name for path in (HERE / "collections").iterdir()} == {f"{each}.odcs.yaml" for each in COLLECTIONS}


@every_contract
def test_rows_are_told_apart_by_the_agreed_keys(contract: Contract) -> None:
    assert [key.name for key in contract.keys] == KEYS[contract.collection].split()


@every_contract
def test_a_rule_points_at_a_column_of_its_collection(contract: Contract) -> None:
    assert {rule.column for rule in contract.rules} <= {column.name for column in contract.columns}


@every_contract
def test_a_rule_speaks_of_real_columns_only(contract: Contract) -> None:
    real = {"country", "quarter", *(column.name for column in contract.columns)}
    for rule in contract.rules:
        named = set(pl.sql_expr(rule.expression).meta.root_names())
        assert named
        assert named <= real, rule.id


@every_contract
def test_a_rule_names_the_codes_of_a_column_as_its_list_does(contract: Contract) -> None:
    for rule in contract.rules:
        for column, code in re.findall(r"(\w+) (?:=|<>) '(\w+)'", rule.expression):
            assert code in contract.column(column).codes, rule.id


@every_contract
def test_a_rule_id_is_a_promise_in_kebab_case(contract: Contract) -> None:
    for rule in contract.rules:
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)


def test_no_two_contracts_use_one_rule_id() -> None:
    ids = [rule.id for contract in load_contracts().values() for rule in contract.rules]
    assert len(set(ids)) == len(ids)


def test_counts_of_persons_in_confidential_work_are_confidential_and_nothing_else_is() -> None:
    marked = {
        contract.collection: [column.name for column in contract.columns if column.confidential]
        for contract in load_contracts().values()
    }
    assert {collection: columns for collection, columns in marked.items() if columns} == CONFIDENTIAL


def test_interventions_are_confidential_where_they_are_individual() -> None:
    contract = load_contract("interventions")
    for name in CONFIDENTIAL["interventions"]:
        assert dict(contract.column(name).confidential_when) == INDIVIDUAL


@pytest.mark.parametrize("collection", ["exit_support", "contact_point_requests"])
def test_exit_support_and_emergencies_are_confidential_in_every_row(collection: str) -> None:
    contract = load_contract(collection)
    assert all(not contract.column(name).confidential_when for name in CONFIDENTIAL[collection])


@every_contract
def test_a_collection_and_its_columns_have_labels_in_every_language(contract: Contract) -> None:
    for labels in (contract.labels, *(column.labels for column in contract.columns)):
        assert list(labels) == list(LANGUAGES)
        assert all(label.strip() for label in labels.values())


@every_contract
def test_what_a_contract_says_in_english_it_says_in_every_language(contract: Contract) -> None:
    told = [contract.purpose, contract.limitations, contract.grain, *(each.descriptions for each in contract.columns)]
    for words in filter(lambda each: each["en"], told):
        assert list(words) == list(LANGUAGES)
        assert len(set(words.values())) == len(LANGUAGES)
        assert len({text.endswith(".") for text in words.values()}) == 1, words


@every_contract
def test_a_header_means_one_column_whatever_its_language(contract: Contract) -> None:
    meant = {fold(name): {code} for name, code in load_spellings("envelope").items()}
    for column in contract.columns:
        for header in (column.name, *column.labels.values()):
            meant.setdefault(fold(header), set()).add(column.name)
    assert {header: columns for header, columns in meant.items() if len(columns) > 1} == {}


@every_contract
def test_a_label_fits_on_a_sheets_tab(contract: Contract) -> None:
    assert all(len(label) <= 31 and not set(label) & set("[]:*?/\\") for label in contract.labels.values())


@every_contract
def test_every_owed_cell_is_explained(contract: Contract) -> None:
    assert [column.name for column in contract.columns if column.role != "key" and not column.descriptions["en"]] == []


def test_definitions_are_owed_yearly_and_everything_else_quarterly() -> None:
    yearly = [contract.collection for contract in load_contracts().values() if contract.frequency == "yearly"]
    assert yearly == ["definitions"]


def test_a_coded_column_knows_its_codes() -> None:
    sex = load_contract("interventions").column("sex")
    assert sex.codes == tuple(load_codes("sex"))
    assert sex.has_total
    assert not load_contract("interventions").column("actions").codes
