"""Letters through a real mail server: each goes once, whatever the server, the network or the machine does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.commands.options import MISSET, REFUSED, TRY_AGAIN
from pipeline.mailing import MailDownError, Post, message
from pipeline.reminding import Reminded, letters_of, remind, unsettled
from pipeline.settings import Settings
from pipeline.storage.ledger import LETTER_CLAIMED, LETTER_FAILED, LETTER_SENT, Ledger
from tests.mail import CERTIFICATE, SENDER, MailBox, mail_box
from tests.serving import free_port, wait_until

NOW = datetime(2026, 11, 14, 7, tzinfo=UTC)
PEOPLE = """country,role,language,address
IE,steward,en,ie.steward@example.org
IE,deputy,fr,ie.deputy@example.org
PL,steward,pl,pl.steward@example.org
"""
ALL = ["ie.steward@example.org", "ie.deputy@example.org", "pl.steward@example.org"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    settings.root.mkdir()
    settings.contacts.write_text(PEOPLE, encoding="utf-8")
    return settings


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as box:
        yield box


def told(settings: Settings) -> list[tuple[str, str, str]]:
    events = Ledger(settings.ledger).events()
    return [(each["event"], each["country"], each["role"]) for each in events]


def test_everyone_gets_the_letter_of_the_day_once_in_their_language(settings: Settings, box: MailBox) -> None:
    assert remind(settings, box.server(), now=NOW) == Reminded(sent=3)
    assert remind(settings, box.server(), now=NOW + timedelta(days=1)) == Reminded()
    assert sorted(box.recipients) == sorted(ALL)
    letters = dict(box.received)
    assert letters[ALL[2]]["Subject"] == "Polska, 2026-Q3: termin"
    assert letters[ALL[1]].get_content().startswith("Bonjour,\r\n\r\nL’échéance pour 2026-Q3 est le 14 novembre 2026.")
    assert remind(settings, box.server(), now=NOW + timedelta(days=3)) == Reminded(sent=3)


def test_a_letter_says_by_itself_what_it_is(settings: Settings, box: MailBox) -> None:
    remind(settings, box.server(), now=NOW)
    letter = dict(box.received)[ALL[2]]
    assert letter["From"] == f"COP Observatory <{SENDER}>"
    assert letter["To"] == ALL[2]
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "pl"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content_charset() == "utf-8"
    assert len({each["Message-ID"] for _, each in box.received}) == 3


def test_the_ledger_knows_each_letter_and_no_address(settings: Settings, box: MailBox) -> None:
    remind(settings, box.server(), now=NOW)
    assert told(settings)[:2] == [(LETTER_CLAIMED, "IE", "steward"), (LETTER_SENT, "IE", "steward")]
    assert b"example.org" not in settings.ledger.read_bytes()
    assert Ledger(settings.ledger).first_break() is None


def test_a_server_that_is_down_costs_no_letter_and_the_next_try_sends_them(settings: Settings, box: MailBox) -> None:
    with pytest.raises(MailDownError):
        remind(settings, box.server(port=free_port()), now=NOW)
    assert not settings.ledger.exists() or told(settings) == []
    assert remind(settings, box.server(), now=NOW) == Reminded(sent=3)


def test_a_recipient_that_is_refused_stops_nobody_else_and_is_tried_anew_when_the_contacts_have_changed(
    settings: Settings, box: MailBox
) -> None:
    os.utime(settings.contacts, (0, 0))
    box.replies[ALL[0]] = "550 nobody of that name"
    assert remind(settings, box.server(), now=NOW) == Reminded(sent=2, failed=1)
    (failed,) = Ledger(settings.ledger).events(LETTER_FAILED)
    assert (failed["why"], failed["status"]) == ("refused", 550)
    later = NOW + timedelta(hours=1)
    assert remind(settings, box.server(), now=later) == Reminded()
    settings.contacts.write_text(PEOPLE.replace("ie.steward", "ie.new"), encoding="utf-8")
    os.utime(settings.contacts, (later.timestamp(),) * 2)
    assert remind(settings, box.server(), now=later) == Reminded(sent=1)
    assert box.recipients[-1] == "ie.new@example.org"


def test_a_recipient_that_is_refused_for_now_is_tried_at_the_next_time(settings: Settings, box: MailBox) -> None:
    box.replies[ALL[1]] = "451 greylisted"
    assert remind(settings, box.server(), now=NOW) == Reminded(sent=2, failed=1)
    box.replies.clear()
    assert remind(settings, box.server(), now=NOW) == Reminded(sent=1)
    assert sorted(box.recipients) == sorted(ALL)


def test_a_letter_that_the_server_refuses_after_reading_it_does_not_come_again(
    settings: Settings, box: MailBox
) -> None:
    os.utime(settings.contacts, (0, 0))
    box.on_data = lambda: "554 no"
    assert remind(settings, box.server(), now=NOW) == Reminded(failed=3)
    box.on_data = lambda: None
    assert remind(settings, box.server(), now=NOW) == Reminded()


def test_two_programs_that_remind_at_once_send_each_letter_once(settings: Settings, box: MailBox) -> None:
    def another() -> None:
        box.on_data = lambda: None  # once: while the first letter is on its way, another program reminds
        command = [sys.executable, "-c", REMIND, str(settings.root), str(box.port)]
        others.append(subprocess.Popen(command))

    others: list[subprocess.Popen[bytes]] = []
    box.on_data = another
    first = remind(settings, box.server(), now=NOW)
    assert others[0].wait(timeout=120) == 0
    assert sorted(box.recipients) == sorted(ALL)
    assert first.sent >= 1


REMIND = f"""
import sys
from datetime import datetime
from pathlib import Path
from pipeline.mailing import MailServer
from pipeline.reminding import remind
from pipeline.settings import Settings

server = MailServer("127.0.0.1", "{SENDER}", "none", int(sys.argv[2]))
remind(Settings(home=Path(sys.argv[1])), server, now=datetime.fromisoformat("{NOW.isoformat()}"))
"""


def test_a_letter_during_which_the_program_is_killed_is_told_and_never_sent_twice(
    settings: Settings, box: MailBox, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    def kill() -> str:
        wait_until(lambda: begun)
        begun[0].send_signal(signal.SIGKILL)
        return "451 later"

    box.on_data = kill
    writer = subprocess.Popen([sys.executable, "-c", REMIND, str(settings.root), str(box.port)])
    begun.append(writer)
    assert writer.wait(timeout=120) == -signal.SIGKILL
    assert told(settings) == [(LETTER_CLAIMED, "IE", "steward")]
    box.on_data = lambda: None
    assert unsettled(settings) == ["IE 2026-Q3 due steward"]
    assert remind(settings, box.server(), now=NOW) == Reminded(sent=2)
    assert sorted(box.recipients) == sorted(ALL[1:])
    main(["--home", str(settings.root), "remind", "--dry-run"])
    assert "never confirmed; it is not sent again: IE 2026-Q3 due steward" in capsys.readouterr().err


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_that_leaves_is_encrypted_and_the_server_is_who_it_says(
    settings: Settings, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_box(encrypted=security, with_login=security == "starttls") as box:
        login = {"user": "observatory", "password": "right"} if security == "starttls" else {}
        server = box.server(host="localhost", security=security, **login)
        with pytest.raises(MailDownError):  # nobody vouches for its certificate
            remind(settings, server, now=NOW)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert remind(settings, server, now=NOW) == Reminded(sent=3)
        assert box.logins == (["observatory"] if login else [])


def test_a_wrong_password_sends_nothing_and_is_told_without_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with mail_box(encrypted="starttls", with_login=True) as box:
        server = box.server(host="localhost", security="starttls", user="observatory", password="wr0ng")
        with pytest.raises(MailDownError) as down:
            remind(settings, server, now=NOW)
    assert "wr0ng" not in str(down.value) + repr(server)
    assert box.received == []


def test_a_server_that_offers_no_encryption_gets_nothing(settings: Settings, box: MailBox) -> None:
    with pytest.raises(MailDownError):
        remind(settings, box.server(host="localhost", security="starttls"), now=NOW)
    assert box.received == []


@pytest.mark.parametrize("field", ["to", "subject", "language"])
def test_nothing_that_is_filled_in_can_begin_another_header(box: MailBox, field: str) -> None:
    filled: dict[str, Any] = {"to": "a@b.eu", "subject": "Hello", "text": "Hello", "language": "en", "name": "x"}
    with pytest.raises(ValueError):  # noqa: PT011 - in the words of the standard library
        message(box.server(), **filled | {field: f"{filled[field]}\r\nBcc: c@d.eu"}, at=NOW)


def test_a_line_of_a_single_point_and_letters_of_all_alphabets_arrive_as_they_are(box: MailBox) -> None:
    words = "Zażółć\n.\nFrom here: ä, é, å\n"
    with Post(box.server()) as post:
        post.send(
            message(box.server(), to=ALL[0], subject="Zażółć gęślą jaźń", text=words, language="pl", name="x", at=NOW)
        )
    ((_, letter),) = box.received
    assert letter.get_content().replace("\r\n", "\n") == words
    assert letter["Subject"] == "Zażółć gęślą jaźń"


def command(settings: Settings, *options: str) -> int:
    return main(["--home", str(settings.root), "remind", *options])


def test_the_command_shows_what_would_go_and_sends_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(settings, "--day", "2026-11-14") == 0
    assert capsys.readouterr().out.splitlines() == [
        "IE  2026-Q3  due  steward  (7 collections owed)",
        "IE  2026-Q3  due  deputy  (7 collections owed)",
        "PL  2026-Q3  due  steward  (7 collections owed)",
    ]
    assert not settings.ledger.exists()
    assert len(letters_of(settings, day=NOW.date())) == 3
    assert command(settings, "--day", "2026-09-30", "--text") == 0
    assert capsys.readouterr().err == "No letter is due on 2026-09-30.\n"


def test_the_command_says_what_it_lacks(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(settings) == MISSET
    assert "There is no mail server" in capsys.readouterr().err
    monkeypatch.setenv("COP_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("COP_SMTP_SECURITY", "none")
    assert command(settings) == MISSET
    assert "only for a mail server on this machine" in capsys.readouterr().err
    monkeypatch.setenv("COP_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("COP_SMTP_PORT", str(free_port()))
    monkeypatch.setenv("COP_SMTP_FROM", SENDER)
    settings.contacts.unlink()
    assert command(settings) == REFUSED
    assert "cop contacts --template" in capsys.readouterr().err


def test_the_command_sends_by_the_environment_and_says_when_the_server_is_down(
    settings: Settings, box: MailBox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"HOST": "127.0.0.1", "SECURITY": "none", "PORT": str(box.port), "FROM": SENDER}.items():
        monkeypatch.setenv(f"COP_SMTP_{name}", text)
    due = len(letters_of(settings, day=datetime.now(UTC).date()))  # by the calendar, whatever day it is
    assert command(settings) == 0
    assert f"Letters sent: {due}. Not sent: 0." in capsys.readouterr().out
    monkeypatch.setenv("COP_SMTP_PORT", str(free_port()))
    elsewhere = Settings(home=settings.root / "elsewhere")
    elsewhere.root.mkdir()
    elsewhere.contacts.write_text(PEOPLE, encoding="utf-8")
    assert command(elsewhere) == (TRY_AGAIN if due else 0)
