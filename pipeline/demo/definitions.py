"""Synthetic answers of the yearly collection `definitions`: does the country count as the contract says?"""

from data_contracts.contract import load_contracts
from pipeline.demo.chance import dice
from pipeline.demo.row import Row

SOURCES = ("Police case system", "Register of measures", "Own tally of the unit", "Programme records")
NOTES = {"N": "Counted by case, not by person", "P": "One region counts by the day of the report"}


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    """A row for each of the first four measures of every other collection."""
    rng = dice(seed, "definitions", country)  # lasting habits: the same answers every year, but for a few
    this_year = dice(seed, "definitions", country, quarter)
    found: list[Row] = []
    for contract in load_contracts().values():
        for measure in contract.measures[:4] if contract.collection != "definitions" else ():
            answer = rng.choices(("Y", "P", "N"), (86, 9, 5))[0]
            answer = "Y" if this_year.random() < 0.05 else answer
            row: Row = {"collection": contract.collection, "item": measure.name, "conforms": answer}
            row["source"] = rng.choice(SOURCES)
            found.append(row | ({"note": NOTES[answer]} if answer in NOTES else {}))
    return found
