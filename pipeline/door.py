"""The one way in for others, the page among them: check a file, submit it, look back."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.answer.line import answer_json as answer_json
from pipeline.answer.marked import marked_workbook as marked_workbook
from pipeline.answer.page import answer_html as answer_html
from pipeline.answering import answer_anew
from pipeline.answering import answer_to as answer_to
from pipeline.comparing import Comparison, compare
from pipeline.explaining import explain as explain
from pipeline.explaining import open_warnings as open_warnings
from pipeline.health import examine_health as examine_health
from pipeline.health import is_well as is_well
from pipeline.history import past_of
from pipeline.intake import Received, receive
from pipeline.intake import submission_id as submission_id
from pipeline.journal import note as note
from pipeline.journal import note_fault as note_fault
from pipeline.judgement import Answer, answer_of, judge
from pipeline.lives import Step, lives
from pipeline.queueing import AGAIN as AGAIN
from pipeline.queueing import DeskBusyError, at_desk
from pipeline.receipt.pdf import receipt_pdf as receipt_pdf
from pipeline.receipt.proof import issue
from pipeline.receipt.proof import proof_of as proof_of
from pipeline.receive.archive import load
from pipeline.receive.delivery import Delivery
from pipeline.receive.unpacking import deliver
from pipeline.refusals import RefusedError as RefusedError
from pipeline.refusals import life_of
from pipeline.room import NotTakenError as NotTakenError
from pipeline.room import keeping
from pipeline.room import trouble as trouble
from pipeline.rulings import document
from pipeline.settings import Settings
from pipeline.standing import standing as standing
from pipeline.storage.beginning import has_begun
from pipeline.storage.busy import BusyError as BusyError
from pipeline.storage.ledger import Ledger
from pipeline.storage.ledger import LedgerLostError as LedgerLostError
from pipeline.storage.tokens import Token, Tokens
from pipeline.waivers import ask_waiver as ask_waiver
from pipeline.waivers import waivers as waivers
from pipeline.weighing import Turn
from pipeline.withdrawing import withdraw as withdraw
from pipeline.words import step_words as step_words


@dataclass(frozen=True)
class Receipt(Received):
    """Proof that a file arrived: what, when, whose, and what was said of it. Given only when it is safe on disk.

    answer: what is said of it now; proof: what was said when it came, sealed, as `cop receipt verify` takes it. Both
    are None while the desk is busy: they follow with the next run, or whenever they are asked for.
    """

    answer: Answer | None
    proof: dict[str, Any] | None

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The receipt as JSON-ready values."""
        return {
            **vars(self),
            "received_at": self.received_at.isoformat(),
            "answer": self.answer and self.answer.as_dict(language),
        }


def load_settings(home: Path | None = None) -> Settings:
    """The settings of this installation: from the environment, or of another `home`."""
    return Settings(home=home) if home else Settings()


def check(
    settings: Settings, data: bytes, name: str, *, now: datetime, country: str | None = None, compared: bool = True
) -> Answer:
    """Examine a file and store nothing of it. `name` is only what it is called; its bytes decide what it is.

    Without `compared` it is not held against what was accepted before: for askers whom nobody knows, whom the answer
    would tell a country's figures.
    """
    with at_desk(settings):
        delivery = _delivery(settings, data)
        past = past_of(settings, [delivery]) if compared else None
        return answer_of(judge([Turn(delivery, at=now, sender=country)], past), delivery)


def check_and_compare(
    settings: Settings, data: bytes, *, now: datetime, country: str | None = None
) -> tuple[Answer, tuple[Comparison, ...]]:
    """As `check`, and how each collection differs from what counts now and from the quarter before.

    It tells former figures: only for who may see those of the file's country. A file of another country than
    `country` is compared with nothing.
    """
    with at_desk(settings):
        delivery = _delivery(settings, data)
        past = past_of(settings, [delivery])
        judged = judge([Turn(delivery, at=now, sender=country)], past)
        strange = country is not None and delivery.country != country
        return answer_of(judged, delivery), () if strange else compare(judged, delivery, past)


def submit(
    settings: Settings, data: bytes, name: str, *, sender: str, now: datetime, country: str | None = None
) -> Receipt:
    """Receive a file for good, then examine it. The same bytes again give the first receipt and change nothing.

    Receiving waits for nobody; where too many wait for an answer, or it cannot be noted, it follows. Raises
    NotTakenError where the file cannot be kept.
    """
    received = receive(settings, data, name, sender=sender, country=country, now=now)
    answer = None
    with suppress(DeskBusyError, NotTakenError), keeping(settings):
        found = answer_anew(settings, received.submission, now=now)
        issue(settings, [found], now=now)
        answer = found
    return Receipt(**vars(received), answer=answer, proof=proof_of(settings, received.submission))


def template(
    settings: Settings, *, country: str, quarter: str, language: str, now: datetime, former: bool = False
) -> bytes:
    """The workbook that `country` fills in for `quarter`; with what it sent before only for who may see it."""
    from pipeline import templates  # checking a file need not wait for what it imports

    return templates.template(settings, country=country, quarter=quarter, language=language, now=now, former=former)


def find_token(settings: Settings, text: str, *, now: datetime) -> Token | None:
    """Whose system it is that shows this token, None when it is not valid."""
    return Tokens(settings.tokens, Ledger(settings.ledger)).find(text, now=now)


def newest_event(settings: Settings) -> int | None:
    """The number of the newest event of the ledger, None before the first; an exception when it cannot be read."""
    return Ledger(settings.ledger).newest() if has_begun(settings) else None


def history(settings: Settings, *, country: str | None = None) -> list[dict[str, Any]]:
    """Submissions, newest first: what `Life.as_row` tells of each, and where it stands.

    With `country`, only submissions of that country: those that came from it, and those that say so where it is not
    known from where they came.
    """
    found = lives(Ledger(settings.ledger).events()).values() if has_begun(settings) else ()
    newest = sorted(found, key=lambda each: each.received["at"], reverse=True)
    return [each.as_row() for each in newest if country in (None, each.owner)]


def life(settings: Settings, submission: str, *, country: str | None = None) -> dict[str, Any]:
    """Its row of the history, and as `steps` all that happened to it, with what was said. Raises RefusedError."""
    found, _ = life_of(settings, submission, country=country)
    return {**found.as_row(), "steps": [_told(settings, each) for each in found.steps]}


def file_of(settings: Settings, submission: str, *, country: str | None = None) -> bytes:
    """The bytes of a submission, of `country` where given, as they were sent. Raises RefusedError."""
    found, _ = life_of(settings, submission, country=country)
    return load(settings.archive, found.received["sha256"])


def _delivery(settings: Settings, data: bytes) -> Delivery:
    with TemporaryDirectory(prefix="cop-check-") as folder:
        path = Path(folder, "file")
        path.write_bytes(data)
        (delivery,) = deliver([(submission_id(data), path)], settings=settings)
    return delivery


def _told(settings: Settings, step: Step) -> dict[str, Any]:
    told = step.as_dict()
    if "document" in told:
        told["said"] = document(settings, told.pop("document"))
    return told
