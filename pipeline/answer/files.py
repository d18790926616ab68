"""The answer as files, for whoever dropped theirs in the inbox: as text, as a page, and as JSON."""

from contextlib import suppress
from pathlib import Path

from data_contracts.characters import file_name
from pipeline.answer.line import answer_json
from pipeline.answer.page import answer_html
from pipeline.judgement import Answer
from pipeline.words import language_of, say, tell

LONGEST_STEM = 160  # bytes


def write_answer(answer: Answer, name: str, *, folder: Path) -> None:
    """Write the answer to file `name` into `folder`, in the sender's language."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    language = language_of(answer.country)
    stem = f"{_cut(file_name(name))}.{answer.submission}"
    _write(folder / f"{stem}.txt", tell(answer, name, language) + "\n")
    _write(folder / f"{stem}.html", answer_html(answer, name, language=language))
    _write(folder / f"{stem}.json", answer_json(answer, language))


def say_not_taken(name: str, why: str, *, country: str | None, folder: Path) -> None:
    """Tell once, where that is possible, that the file `name` could not be received and waits in the inbox."""
    path = _not_taken(name, folder)
    with suppress(OSError):
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, say(f"inbox-not-taken-{why}", language_of(country)) + "\n")


def take_back_not_taken(name: str, *, folder: Path) -> None:
    """It was received after all."""
    _not_taken(name, folder).unlink(missing_ok=True)


def _not_taken(name: str, folder: Path) -> Path:
    return folder / f"{_cut(file_name(name))}.not-received-yet.txt"


def _cut(name: str) -> str:
    """As much of it as a file's name can hold beside ours: a letter may take four bytes."""
    return name.encode()[:LONGEST_STEM].decode(errors="ignore")


def _write(path: Path, text: str) -> None:
    making = path.with_suffix(".part")
    try:
        making.write_text(text, encoding="utf-8")
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
