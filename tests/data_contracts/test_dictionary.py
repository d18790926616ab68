"""The dictionary: it is current, and it holds every promise."""

from data_contracts.cards import load_cards
from data_contracts.contract import load_contracts
from data_contracts.dictionary import PATH, dictionary
from data_contracts.rules import load_rules


def test_the_dictionary_is_current() -> None:
    """When this fails: `python -m data_contracts.dictionary`."""
    assert PATH.read_text(encoding="utf-8") == dictionary()


def test_the_dictionary_holds_every_column_rule_and_indicator() -> None:
    page = dictionary()
    for contract in load_contracts().values():
        assert f"### {contract.collection}\n" in page
        assert all(f"| `{column.name}` |" in page for column in contract.columns)
    assert all(f"| `{rule}` |" in page for rule in load_rules())
    assert all(f"| {card} |" in page for card in load_cards())


def test_every_table_of_the_dictionary_is_even() -> None:
    width = 0
    for line in dictionary().replace("\\|", "").splitlines():
        cells = line.count("|") if line.startswith("|") else 0
        assert not (width and cells) or cells == width, line
        width = cells


def test_every_link_of_the_dictionary_leads_to_a_heading() -> None:
    page = dictionary()
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in page.splitlines() if line.startswith("#")}
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links <= headings
