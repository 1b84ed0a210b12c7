"""Ten thousand mails while whoever sends them is killed: each reader gets one, or stands in the list."""

import json
import random
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from conftest import Site
from processes import free_port

READERS = 10_000
KILLS = 5

BEGIN = f"""
from home.models import HomePage
from newsletter.addresses import marks, seal
from newsletter.blocks import MailBlock
from newsletter.models import NewsletterPage, Sending, SignUpPage, Subscription
page = SignUpPage(title="News", slug="mails", introduction="x", postal_address="x", per_minute=6000)
HomePage.objects.get().add_child(instance=page)
page.save_revision().publish()
rows = [f"r{{number}}@example.org" for number in range({READERS})]
Subscription.objects.bulk_create(
    [Subscription(address=seal(row), mark=marks(row)[0], language="en") for row in rows], batch_size=500
)
body = MailBlock().to_python([{{"type": "paragraph", "value": "<p>Words.</p>"}}])
letter = NewsletterPage(title="Spring", subject="News", live=False, body=body)
page.add_child(instance=letter)
letter.save_revision()
Sending.objects.create(page=letter, revision=letter.latest_revision)
"""
LOOK = """
import json
from newsletter.models import Sending
one = Sending.objects.get()
print(json.dumps({"state": one.state, "counts": one.counts(),
                  "unknown": [row.subscription.opened for row in one.recipients.filter(fate="unknown")]}))
"""


class Inboxes:
    """A mail server that only counts."""

    def __init__(self):
        self.got = Counter()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.got.update(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def inboxes():
    told, port = Inboxes(), free_port()
    controller = Controller(told, hostname="127.0.0.1", port=port)
    controller.start()
    told.port = port
    yield told
    controller.stop()


def test_ten_thousand_mails_and_five_kills(inboxes, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), EMAIL_URL=f"smtp://127.0.0.1:{inboxes.port}")
    site.start()
    chance = random.Random(5)
    try:
        site.run(BEGIN)
        for number in range(1, KILLS + 1):
            # Killed in the middle of sending, wherever that is.
            goal = READERS * number // (KILLS + 2) + chance.randrange(200)
            wait_for(lambda goal=goal: sum(inboxes.got.values()) >= goal, 240)
            site.kill()
            site.start()
        wait_for(lambda: json.loads(site.run(LOOK))["state"] == "done", 400)
        told = json.loads(site.run(LOOK))
    finally:
        site.stop()
    missing = {f"r{number}@example.org" for number in range(READERS)} - inboxes.got.keys()
    print(f"\n{sum(inboxes.got.values())} mails, unknown: {len(told['unknown'])}, not arrived: {len(missing)}")
    assert max(inboxes.got.values()) == 1, "nobody gets it twice"
    assert missing <= set(told["unknown"]), "nobody is forgotten"
    assert len(told["unknown"]) <= KILLS
    assert told["counts"]["sent"] + len(told["unknown"]) == READERS


def wait_for(what, seconds):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.3)
