"""A real mail server on this machine, for letters that a test sends."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.mailing import NONE, MailServer
from tests.serving import PATIENCE_SECONDS

CERTIFICATE = Path(__file__).parent / "samples" / "mail" / "localhost.pem"
SENDER = "observatory@example.org"


@dataclass
class MailBox:
    """What a mail server has taken, and how it answers.

    replies: recipient -> what is said to it instead of taking it. on_data: called before a letter is taken; what it
    returns is said instead.
    """

    port: int = 0
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    on_data: Callable[[], str | None] = lambda: None
    logins: list[str] = field(default_factory=list)
    away: int = 0
    """How many connections it turns away first."""

    def server(self, **settings: Any) -> MailServer:
        return MailServer(**{"host": "127.0.0.1", "sender": SENDER, "security": NONE, "port": self.port} | settings)

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.received]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if self.away:
            self.away -= 1
            return ["421 not now"]
        session.host_name = hostname
        return responses

    async def handle_HELO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        return "421 not now"

    async def handle_RCPT(  # noqa: N802 - the server calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if said := self.on_data():
            return said
        assert isinstance(envelope.content, bytes)
        (to,) = envelope.rcpt_tos
        self.received.append((to, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"right", handled=False)


class _Listening(Controller):
    """Listens where the system finds room: a port that is asked for might be taken meanwhile."""

    def __init__(self, box: MailBox, **how: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        box.port = self._socket.getsockname()[1]
        super().__init__(box, hostname="127.0.0.1", port=box.port, ready_timeout=PATIENCE_SECONDS, **how)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket, ssl=self.ssl_context)


@contextmanager
def mail_box(*, encrypted: str = NONE, with_login: bool = False) -> Iterator[MailBox]:
    """A server that takes every letter until the test tells it otherwise."""
    box = MailBox()
    how: dict[str, Any] = {}
    if encrypted != NONE:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        how |= {"tls_context": context, "require_starttls": True} if encrypted == "starttls" else {}
        how |= {"ssl_context": context} if encrypted == "tls" else {}
    if with_login:
        how |= {"auth_required": True, "authenticator": box.authenticate, "auth_require_tls": encrypted == "starttls"}
    listening = _Listening(box, **how)
    listening.start()
    try:
        yield box
    finally:
        listening.stop()
