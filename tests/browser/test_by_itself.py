"""With script/server alone, on an empty machine, what is to happen by itself happens within a minute."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import processes


def answer(url):
    try:
        return urllib.request.urlopen(url, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:  # of the process that is killed below; the other takes the next
        return None


def workers(site):
    """Return the processes that answer visitors."""
    asked = subprocess.run(["pgrep", "-P", str(site.process.pid)], capture_output=True, text=True)
    return [int(one) for one in asked.stdout.split()]


def test_within_a_minute_a_scheduled_page_is_public_and_an_ended_consent_takes_down(site, write, manage):
    ahead = 20
    soon = write("Comes by itself", "<p>Later.</p>", "article.refresh_from_db(); article.unpublish()")
    told = write(
        "Goes by itself",
        "<p>A story.</p>",
        "import datetime\n"
        "from django.utils import timezone\n"
        "consent = Consent.objects.create(person='Somebody', covers_story=True, withdrawal_contact='us', paid='no')\n"
        # As if two people had read it, while the consent was good.
        "from wagtail.models import ReferenceIndex\n"
        "ArticlePage.objects.filter(pk=article.pk).update(is_story=True, consent=consent)\n"
        "ReferenceIndex.create_or_update_for_object(ArticlePage.objects.get(pk=article.pk))\n"
        "yesterday = timezone.localdate() - datetime.timedelta(days=1)\n"
        "Consent.objects.filter(pk=consent.pk).update(expires_on=yesterday)\n",
    )
    manage(
        site,
        "import datetime; from django.utils import timezone; from blog.models import ArticlePage\n"
        "article = ArticlePage.objects.get(slug='comes-by-itself')\n"
        f"article.go_live_at = timezone.now() + datetime.timedelta(seconds={ahead})\n"
        "article.save_revision(log_action=True).publish()\n",
    )
    begin = time.monotonic()
    assert answer(f"{site.url}{soon}") == 404
    # Whichever of them was in charge of the clock, the other goes on.
    os.kill(workers(site)[0], signal.SIGKILL)
    came = went = None
    while time.monotonic() - begin < ahead + 90 and not (came and went):
        now = time.monotonic() - begin
        came = came or (now if answer(f"{site.url}{soon}") == 200 else None)
        went = went or (now if answer(f"{site.url}{told}") == 404 else None)
        time.sleep(1)
    assert ahead - 1 <= came <= ahead + 60
    assert went <= 60
    assert len(workers(site)) == 2


def test_the_whole_stack_with_its_clock_and_meaning_fits_a_small_machine(site):
    for number in range(20):
        # Each process has looked for what a question means.
        words = urllib.parse.quote(f"somewhere to sleep {'again ' * number}")
        assert answer(f"{site.url}/search/?q={words}") == 200
    assert processes.resident(site.process.pid) <= 380
