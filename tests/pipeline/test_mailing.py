"""The mail server is named by the environment; what cannot be, or would not be safe, is refused by its name."""

from pathlib import Path

import pytest

from pipeline.mailing import MailServer, mail_server

RIGHT = {"COP_SMTP_HOST": "mail.example.org", "COP_SMTP_FROM": "observatory@example.org"}


def test_without_a_host_there_is_no_mail_server() -> None:
    assert mail_server({"COP_SMTP_FROM": "observatory@example.org"}) is None


def test_mail_is_encrypted_unless_it_is_said_otherwise() -> None:
    assert mail_server(RIGHT) == MailServer("mail.example.org", "observatory@example.org", "starttls", 587)
    assert mail_server(RIGHT | {"COP_SMTP_SECURITY": "tls"}) == MailServer(
        "mail.example.org", "observatory@example.org", "tls", 465
    )


def test_a_password_is_read_from_a_file_that_holds_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("s3cret\n", encoding="utf-8")
    found = mail_server(RIGHT | {"COP_SMTP_USER": "observatory", "COP_SMTP_PASSWORD_FILE": str(path)})
    assert found
    assert found.password == "s3cret"
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_on_this_machine_mail_may_go_unencrypted(host: str) -> None:
    assert mail_server(RIGHT | {"COP_SMTP_HOST": host, "COP_SMTP_SECURITY": "none"})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"SECURITY": "none"}, "COP_SMTP_SECURITY=none: only for a mail server on this machine"),
        ({"SECURITY": "ssl"}, "COP_SMTP_SECURITY=ssl: not one of starttls, tls, none"),
        ({"PORT": "0"}, "COP_SMTP_PORT=0: not a whole number from 1 to 65535"),
        ({"PORT": "x"}, "COP_SMTP_PORT=x: not a whole number from 1 to 65535"),
        ({"FROM": "a@b.eu\nBcc: c@d.eu"}, "COP_SMTP_FROM: not a mail address"),
        ({"FROM": ""}, "COP_SMTP_FROM: not a mail address"),
        ({"USER": "x"}, "COP_SMTP_USER: goes with COP_SMTP_PASSWORD or COP_SMTP_PASSWORD_FILE, and neither alone"),
        ({"PASSWORD": "x"}, "COP_SMTP_USER: goes with COP_SMTP_PASSWORD or COP_SMTP_PASSWORD_FILE, and neither alone"),
        ({"PASSWORD_FILE": "/nowhere"}, "COP_SMTP_PASSWORD_FILE: cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(changed: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole message is compared
        mail_server(RIGHT | {f"COP_SMTP_{name}": text for name, text in changed.items()})
    assert str(refused.value) == says
