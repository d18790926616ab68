"""What ends the reading of a file: the rule that it breaks and the place, on its way to become a finding."""

from data_contracts.characters import shown


class RefusedError(Exception):
    """Raised only inside the reading process, which answers with `place` instead of cells."""

    def __init__(
        self,
        rule: str,
        *,
        sheet: str | None = None,
        line: int | None = None,
        letter: str | None = None,
        found: str | None = None,
        expected: str | None = None,
    ) -> None:
        super().__init__(rule)
        self.place = {
            "rule": rule,
            "sheet": sheet,
            "line": line,
            "letter": letter,
            "found": found and shown(found),  # which may be a name of the sender's making
            "expected": expected,
        }
