"""Hands letters to a mail server (SMTP): encrypted unless it is on this machine, one recipient each, plain text."""

import contextlib
import ipaddress
import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from pipeline.contacts import is_address

STARTTLS, TLS, NONE = "starttls", "tls", "none"
_PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}
_PATIENCE_SECONDS = 30.0
_FOR_NOW = range(400, 500)
"""Replies by which a server says that it may be otherwise later."""


class MailDownError(OSError):
    """The mail server cannot be reached or takes nothing from us now; nothing was sent, and trying later is safe."""


@dataclass
class NotSentError(Exception):
    """One letter did not go.

    why: refused, lost (the connection, before the letter was given) or unconfirmed (while it was). status: the server's
    reply code; its words may quote an address, and are not kept. again: whether the same may go well later.
    """

    why: str
    status: int | None = None
    again: bool = False


@dataclass(frozen=True)
class MailServer:
    """How mail leaves: `COP_SMTP_HOST`, `_PORT`, `_USER`, `_PASSWORD` or `_PASSWORD_FILE`, `_FROM`, `_SECURITY`.

    A server's certificate is held against the machine's own list (`SSL_CERT_FILE` names another).
    """

    host: str
    sender: str
    security: str = STARTTLS
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        return self.sender.partition("@")[2]


def mail_server(environment: Mapping[str, str] | None = None) -> MailServer | None:
    """The server that the environment names; None where it names none. ValueError, by name, for what cannot be."""
    told = {name.removeprefix("COP_SMTP_"): text for name, text in (environment or os.environ).items()}
    told = {name: text for name, text in told.items() if text}
    if not (host := told.get("HOST")):
        return None
    security = told.get("SECURITY", STARTTLS)
    if security not in _PORTS:
        raise ValueError(f"COP_SMTP_SECURITY={security}: not one of {', '.join(_PORTS)}")
    if security == NONE and not _is_loopback(host):
        raise ValueError("COP_SMTP_SECURITY=none: only for a mail server on this machine")
    port = told.get("PORT", str(_PORTS[security]))
    if not (port.isdecimal() and 1 <= int(port) <= 65535):
        raise ValueError(f"COP_SMTP_PORT={port}: not a whole number from 1 to 65535")
    if not is_address(told.get("FROM", "")):
        raise ValueError("COP_SMTP_FROM: not a mail address")
    user, password = told.get("USER", ""), told.get("PASSWORD", "")
    if path := told.get("PASSWORD_FILE"):
        try:
            password = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise ValueError("COP_SMTP_PASSWORD_FILE: cannot be read") from None
    if bool(user) != bool(password):
        raise ValueError("COP_SMTP_USER: goes with COP_SMTP_PASSWORD or COP_SMTP_PASSWORD_FILE, and neither alone")
    return MailServer(host, told["FROM"], security, int(port), user, password)


def message(
    server: MailServer, *, to: str, subject: str, text: str, language: str, name: str, at: datetime
) -> EmailMessage:
    """A letter as it travels. `name`: what its Message-ID is made from, the same when it is tried again.

    ValueError for an address or subject that would begin another header.
    """
    if not is_address(to):
        raise ValueError("not a mail address")
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("COP Observatory", addr_spec=server.sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{sha256(name.encode()).hexdigest()[:32]}@{server.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, cte="quoted-printable")
    made["Content-Language"] = language
    return made


class Post:
    """A connection to the mail server for a round of letters. Entering it raises MailDownError."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def __enter__(self) -> "Post":
        try:
            self._client = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            # No `from`: what a server says of a login may quote it.
            raise MailDownError(f"the mail server cannot be used ({type(error).__name__})") from None
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self._client.quit()
        self._client.close()

    def send(self, letter: EmailMessage) -> None:
        """Returns when the server has taken the letter over. Raises NotSentError."""
        (to,) = (each.addr_spec for each in letter["To"].addresses)
        try:
            status, _ = self._client.mail(self._server.sender)
            if status == 250:
                status, _ = self._client.rcpt(to)
            if status not in (250, 251):
                self._client.rset()
                raise NotSentError("refused", status, again=status in _FOR_NOW)
        except (OSError, smtplib.SMTPException):
            raise NotSentError("lost", again=True) from None
        try:
            status, _ = self._client.data(letter.as_bytes())
        except smtplib.SMTPDataError as error:
            raise NotSentError("refused", error.smtp_code, again=error.smtp_code in _FOR_NOW) from None
        except (OSError, smtplib.SMTPException):
            raise NotSentError("unconfirmed") from None
        if status != 250:
            raise NotSentError("refused", status, again=status in _FOR_NOW)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        trust = ssl.create_default_context()
        mine = server.domain  # and not the name of this machine
        client: smtplib.SMTP
        if server.security == TLS:
            client = smtplib.SMTP_SSL(server.host, server.port, mine, timeout=_PATIENCE_SECONDS, context=trust)
        else:
            client = smtplib.SMTP(server.host, server.port, mine, timeout=_PATIENCE_SECONDS)
        try:
            if server.security == STARTTLS:
                client.starttls(context=trust)
            if server.user:
                client.login(server.user, server.password)
            client.ehlo_or_helo_if_needed()
        except BaseException:
            client.close()
            raise
        return client


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
