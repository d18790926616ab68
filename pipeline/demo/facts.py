"""Published figures of real programmes, reported by the countries they belong to, in the first quarter of the demo.

They stand apart from the synthetic rows: each carries the comment "Published figure, <source, year>", replaces every
synthetic row of the same kind (so that its indicator comes out as published), and holds no invented number. What the
source does not say has the status L; "about" and "over" have the qualifier E. Nearly all are press figures of another
year than the quarter that they are shown in: check each against its source before any use but a demonstration.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data_contracts.contract import load_contract
from pipeline.demo.row import Cell, Row


@dataclass(frozen=True)
class Fact:
    """One published figure as a row. `instead_of`: the synthetic rows that it replaces; empty for the whole collection.

    `approximate`: the measures that the source gives as "about" or "over". `check`: what to look up before use.
    """

    country: str
    collection: str
    key: Mapping[str, str]
    known: Mapping[str, Cell]
    source: str
    check: str
    instead_of: Mapping[str, str]
    approximate: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """Every owed measure: the number where one is published, M or L where none is."""
        owed: Row = {}
        for measure in load_contract(self.collection).measures:
            owed[measure.name] = self.known.get(measure.name, "L")
            if measure.name in self.approximate:
                owed[f"{measure.name}_status"] = "E"
        return {**self.key, **owed, "comment": f"Published figure, {self.source}"}


def _kind(code: str, target: str, focus: str = "_T") -> dict[str, str]:
    whole = {"age_band": "_T", "sex": "_T", "offence_focus": focus}
    return {"intervention_type": code, "target_group": target, **whole}


def _instead(code: str) -> dict[str, str]:
    return {"intervention_type": code}


_NO_PROGRAMME = {"started": "M", "completed": "M", "recontacted_12m": "M"}
_WORKSHOP = {
    "activity": "CyberSud/GLACY+ workshop on 24/7 points of contact",
    "stage": "REV",
    "topic": "POC",
    "sex": "_T",
}

FACTS: tuple[Fact, ...] = (
    Fact(
        "NL",
        "interventions",
        _kind("EVT", "GEN"),
        {"actions": 1, "invited": 210, "reached": 56, "identified": "M", **_NO_PROGRAMME},
        "re_B00TCMP Noord-Holland, 2021",
        "26.7 % came. The 491 assessments completed in lessons fit no measure and are left out.",
        _instead("EVT"),
    ),
    Fact(
        "NL",
        "interventions",
        _kind("SCH", "GEN"),
        {"actions": 55, "identified": "M", "invited": "M", **_NO_PROGRAMME},
        "re_B00TCMP Noord-Holland, 2021",
        "55 guest lessons; how many pupils heard them is not published.",
        _instead("SCH"),
    ),
    Fact(
        "NL",
        "interventions",
        _kind("KNT", "USR"),
        {"actions": 20, "identified": 126, "invited": "M", "reached": 20, **_NO_PROGRAMME},
        "Cracked.io users in the Netherlands, 2025",
        "About 20 stop talks; a large number also got a letter, uncounted. Mean age 20, youngest 11, 8 files to the "
        "prosecutor: no measure.",
        _instead("KNT"),
        ("actions", "reached"),
    ),
    Fact(
        "NL",
        "interventions",
        _kind("WLT", "USR", "DDS"),
        {"actions": 29, "invited": "M", "reached": 29, **_NO_PROGRAMME},
        "MineSearch booter, 2021",
        "29 warning letters to users; how many users were identified is not published.",
        _instead("WLT"),
    ),
    Fact(
        "NL",
        "interventions",
        _kind("WLT", "USR", "HCK"),
        {"identified": 400, "invited": "M", "reached": 400, **_NO_PROGRAMME},
        "WeLeakInfo users in the Netherlands, 2023",
        "About 400 identified; the police say that a large part of them were written to. Focus: our reading.",
        _instead("WLT"),
        ("identified", "reached"),
    ),
    Fact(
        "NL",
        "campaigns",
        {"campaign": "nl-search-ads-2021", "platform": "Google Search"},
        {"impressions": 360_000, "clicks": 27_000, "spend_eur": 60_000},
        "Dutch police search advertisements, 2021 to 2023",
        'Each figure is "over"; 7.5 % clicked, EUR 2.22 a click.',
        {},
        ("impressions", "clicks", "spend_eur"),
    ),
    Fact(
        "FI",
        "campaigns",
        {"campaign": "joint-action-search-ads", "platform": "Google Search"},
        {"impressions": 200_000, "clicks": 35_000, "spend_eur": 35_000},
        "Joint international action, 2021 to 2023",
        "The whole network's figure: no country's share is published. Finland's police say that they took part in two "
        "such actions; apart from the Dutch figure, which the same release gives separately. 17.5 %, EUR 1.00 a click.",
        {},
        ("impressions", "clicks", "spend_eur"),
    ),
    Fact(
        "FI",
        "interventions",
        _kind("EXI", "RSK"),
        {"invited": "M", "cost_eur": 551_921},
        "Cybercrime Exit 3, ISF grant 2023 to 2025",
        "The whole grant of three years, six police departments; no count of clients is published.",
        _instead("EXI"),
    ),
    Fact(
        "FI",
        "training",
        {"activity": "Cybercrime Exit 3", "stage": "NAT", "topic": "COP", "profession": "POL", "sex": "_T"},
        {"participants": 100},
        "Cybercrime Exit 3, 2023 to 2025",
        "Over 100 officers trained.",
        {"activity": "Cybercrime Exit 3"},
        ("participants",),
    ),
    *(
        Fact(
            "RO",
            "training",
            {**_WORKSHOP, "profession": profession},
            {"participants": share},
            "CyberSud/GLACY+ workshop, 2021",
            "About 170 in all; the split over professions is ours. Under RO, where the Council of Europe's cybercrime "
            "programme office is: no country hosted the online event.",
            {"stage": "REV"},
            ("participants",),
        )
        for profession, share in {"INV": 65, "PRO": 45, "JUD": 35, "CEN": 25}.items()
    ),
)


def with_facts(rows: list[Row], *, country: str, collection: str) -> list[Row]:
    """`rows` with the country's published figures in place of the synthetic rows that they replace."""
    mine = [fact for fact in FACTS if (fact.country, fact.collection) == (country, collection)]
    if not mine:
        return rows
    kept = [row for row in rows if not any(fact.instead_of.items() <= row.items() for fact in mine)]
    return kept + [fact.row for fact in mine]
