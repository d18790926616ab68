"""The answer as a line of JSON: the same to the letter from the command, the drop folder, and the route for systems."""

import json
from typing import Any, Protocol


class Said(Protocol):
    """An answer, or a receipt with the answer in it."""

    def as_dict(self, language: str) -> dict[str, Any]: ...


def answer_json(said: Said, language: str = "en") -> str:
    """One line, with its end; every finding, and its words in `language`."""
    return json.dumps(said.as_dict(language), ensure_ascii=False) + "\n"
