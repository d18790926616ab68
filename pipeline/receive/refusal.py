"""What ends the reading of a file: the rule that it breaks and the place, on its way to become a finding."""


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
            "found": found,
            "expected": expected,
        }
