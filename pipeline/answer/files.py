"""The answer as files, for whoever dropped theirs in the inbox: as text, as a page, and as JSON."""

from pathlib import Path

from data_contracts.characters import file_name
from pipeline.answer.line import answer_json
from pipeline.answer.page import answer_html
from pipeline.judgement import Answer
from pipeline.words import language_of, tell

LONGEST_STEM = 160  # bytes


def write_answer(answer: Answer, name: str, *, folder: Path) -> None:
    """Write the answer to file `name` into `folder`, in the sender's language."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    language = language_of(answer.country)
    stem = f"{_cut(file_name(name))}.{answer.submission}"
    _write(folder / f"{stem}.txt", tell(answer, name, language) + "\n")
    _write(folder / f"{stem}.html", answer_html(answer, name, language=language))
    _write(folder / f"{stem}.json", answer_json(answer, language))


def _cut(name: str) -> str:
    """As much of it as a file's name can hold beside ours: a letter may take four bytes."""
    return name.encode()[:LONGEST_STEM].decode(errors="ignore")


def _write(path: Path, text: str) -> None:
    making = path.with_suffix(".part")
    making.write_text(text, encoding="utf-8")
    making.replace(path)
