import asyncio
import contextlib
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import User
from letters import gate
from newsletter.blocks import MailBlock
from newsletter.models import NewsletterPage, Sending, SignUpPage, Subscription
from newsletter.views import sign_up as signing_up


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return opened.getsockname()[1]


class Server:
    """A mail server that does as it is told: ``answers`` is {address: what it says}, ``after_data`` likewise.

    ``instead`` is {command: what it says to it, whoever it is about}; what ends in “and hangs up” ends the call, too.
    """

    def __init__(self):
        self.answers, self.after_data, self.mails, self.delay, self.calls = {}, {}, [], 0, 0
        self.instead = {}

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.instead.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if answer := self.answers.get(address):
            said, hangs_up, _rest = answer.partition(" and hangs up")
            if hangs_up:
                await server.push(said)
                server.transport.close()
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.calls += 1
        what = self.after_data.get(envelope.rcpt_tos[0])
        if what == "drop before":
            server.transport.abort()
            return "250 never read"
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        if what == "drop after":
            server.transport.abort()
            return "250 never read"
        if self.delay:
            await asyncio.sleep(self.delay)
        return what or "250 OK"

    def to(self, address):
        """Return the mails that an address got."""
        return [message_from_bytes(content, policy=policy.default) for one, content in self.mails if one == address]


class Talk(SMTP):
    """What is said with a mail server, where it says something else than servers do."""

    async def smtp_DATA(self, argument):  # noqa: N802
        if said := self.event_handler.instead.get("DATA"):
            await self.push(said)
        else:
            await super().smtp_DATA(argument)

    async def smtp_QUIT(self, argument):  # noqa: N802
        if said := self.event_handler.instead.get("QUIT"):
            await self.push(said)
            self.transport.close()
        else:
            await super().smtp_QUIT(argument)


class Office(Controller):
    def factory(self):
        return Talk(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def server(settings):
    """A real mail server, which the site uses."""
    told = Server()
    port = free_port()

    def start():
        told.controller = Office(told, hostname="127.0.0.1", port=port)
        told.controller.start()

    told.start = start
    start()
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    yield told
    with contextlib.suppress(Exception):  # a test may have stopped it
        told.controller.stop()


@pytest.fixture(autouse=True)
def nobody_counted():
    gate.counts._began = signing_up._of_the_day._began = -100_000


@pytest.fixture
def sign_up(db):
    page = SignUpPage.objects.get()  # the example, made ours
    page.title = page.draft_title = "News"
    page.slug, page.introduction, page.postal_address = "news", "Four times a year.", "P.O. Box 1"
    page.per_minute, page.is_example = 6_000, False
    page.body, page.next_step = [], []
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def newsletter(sign_up):
    """Return a function that writes a newsletter, as a draft."""

    def write(title="Spring", **values):
        body = values.pop("body", [("paragraph", "<p>Words for <b>spring</b>.</p>")])
        data = [{"type": kind, "value": value} for kind, value in body]
        page = NewsletterPage(title=title, subject="News", live=False, body=MailBlock().to_python(data), **values)
        sign_up.add_child(instance=page)
        page.save_revision()
        return NewsletterPage.objects.get(pk=page.pk)

    return write


@pytest.fixture
def readers(sign_up):
    """Return a function that adds readers; gives their addresses."""

    def add(*addresses):
        for address in addresses:
            Subscription.objects.begin(address, "en")
        return addresses

    return add


@pytest.fixture
def chief(db):
    person = User.objects.create_superuser("chief@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def sending(newsletter):
    """Return a function that begins to send a newsletter."""

    def begin(page=None, **values):
        page = page or newsletter()
        return Sending.objects.create(page=page, revision=page.latest_revision, **values)

    return begin
