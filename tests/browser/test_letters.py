"""Letters from end to end: visitors without scripts, readers who never heard of keys, paper, and colleagues."""

import time

import pytest
from firefox_window import Firefox
from leaving_journeys import until
from letter_journeys import QUESTION, Writer, make_key, open_message, print_paper, unlock
from playwright.sync_api import expect

NOBODY_READS = (
    "from letters.models import *; from django.contrib.auth.models import Group\n"
    "ReaderKey.objects.all().delete(); SealedMessage.objects.all().delete()\n"
    "Letterbox.objects.update(paper_key='', paper_made_on=None, paper_confirmed_on=None)\n"
    "from accounts.models import User; from allauth.mfa.totp.internal.auth import TOTP\n"
    "other, new = User.objects.get_or_create(email='second-reader@example.org')\n"
    "other.groups.set(Group.objects.filter(name='Advocates'))\n"
    "new and TOTP.activate(other, 'JBSWY3DPEHPK3PXP')\n"
)


SIGN_IN = """
from pathlib import Path
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from accounts.models import User
person, session = User.objects.get(email="second-reader@example.org"), SessionStore()
session[auth.SESSION_KEY], session[auth.BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
Path(settings.DATA_DIR, "colleague").write_text(session.session_key)
"""


@pytest.fixture
def colleague(nobody_reads, visit, site, manage):
    """Return a function that opens the editor for a second advocate, who has signed in already."""

    def open_editor():
        manage(site, SIGN_IN)
        cookie = {"name": "session", "value": (site.data / "colleague").read_text(), "domain": "127.0.0.1", "path": "/"}
        state = {"cookies": [cookie], "origins": []}
        return visit("/admin/", storage_state=state, viewport={"width": 1280, "height": 900})

    return open_editor


@pytest.fixture
def nobody_reads(site, manage):
    manage(site, NOBODY_READS)


def test_somebody_who_never_heard_of_keys_sets_one_up_reads_and_answers(
    nobody_reads, sign_in, visit, counter, counted, press
):
    page = counter.watch(sign_in("Advocates"))
    press(page, page.get_by_role("link", name="Messages", exact=True))
    passphrase = make_key(page, press)
    print_paper(page, press)
    counted("Make a key and print the paper key")

    writer = Writer(visit)
    writer.write("Is anybody there?")
    counter.clicks, counter.fields = 0, set()
    page.goto("/admin/messages/")
    unlock(page, passphrase, press)
    assert "Is anybody there?" in open_message(page, press=press)
    page.get_by_label("Answer. The person").fill("Yes, we are here.")
    press(page, page.get_by_role("button", name="Send the answer"))
    page.locator("#message .reply").wait_for()
    counted("Read a message and answer it")

    assert "Yes, we are here." in writer.read()
    writer.write_back("Thank you")
    assert "Thank you" in writer.read()
    assert "Thank you" in open_message(page)
    page.reload()
    page.locator("button.open").first.click()
    # A page that is loaded again asks for the passphrase.
    expect(page.locator("#passphrase")).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.locator("#message").is_hidden()


def test_a_colleague_is_let_in_reads_what_is_old_and_cannot_open_what_is_new_when_taken_out(
    colleague, sign_in, visit, site, manage, counter, counted
):
    page = counter.watch(sign_in("Advocates"))
    page.goto("/admin/messages/")
    passphrase = make_key(page)
    print_paper(page)
    writer = Writer(visit)
    writer.write("Old words")

    other = colleague()
    other.goto("/admin/messages/")
    theirs = make_key(other)
    other.get_by_text("a colleague lets you in").first.wait_for(timeout=60_000)

    counter.clicks, counter.fields = 0, set()
    page.goto("/admin/messages/")
    unlock(page, passphrase)
    page.get_by_role("button", name="Let in second-reader@example.org").click()
    page.get_by_text("Everything is sealed for those who read now.").wait_for()
    counted("Let in a colleague who reads messages")

    other.goto("/admin/messages/")
    unlock(other, theirs)
    assert "Old words" in open_message(other)

    manage(site, "from accounts.models import User; User.objects.get(email='second-reader@example.org').groups.clear()")
    writer.write("New words")
    other.goto("/admin/messages/")
    assert other.locator("button.open").count() == 0
    page.goto("/admin/messages/")
    unlock(page, passphrase)
    assert "New words" in open_message(page, 0)
    # What lay there is sealed again, without them.
    page.get_by_role("button", name="Seal them again").click()
    page.get_by_text("Everything is sealed for those who read now.").wait_for()


def test_with_paper_everything_is_opened_after_a_lost_passphrase(nobody_reads, sign_in, visit):
    page = sign_in("Advocates")
    page.goto("/admin/messages/")
    make_key(page)
    words = print_paper(page)
    writer = Writer(visit)
    writer.write("Before it was lost")

    page.goto("/admin/messages/")
    page.get_by_role("link", name="I have lost my passphrase").click()
    page.get_by_text("I have lost my passphrase").click()
    passphrase = make_key(page)
    # Only once the new key is kept: the page that is there before it looks nearly the same.
    page.get_by_text("One step is left").wait_for(timeout=60_000)
    page.get_by_label("Type the 24 words").fill(" ".join([*words[:23], words[0]]))
    page.get_by_role("button", name="Let me in").click()
    page.get_by_text("These are not the words on the paper").wait_for()
    page.get_by_label("Type the 24 words").fill(", ".join(word.upper() for word in words))
    page.get_by_role("button", name="Let me in").click()
    page.wait_for_url("**/messages/")
    unlock(page, passphrase)
    assert "Before it was lost" in open_message(page)

    # The paper has been seen by somebody: another one takes its place, and that asks for the passphrase.
    page.get_by_role("link", name="Paper key").click()
    page.get_by_label("Your passphrase").fill("not this one")
    page.get_by_role("button", name="Make a new paper key").click()
    page.get_by_text("does not open your key").wait_for(timeout=60_000)
    assert print_paper(page, passphrase=passphrase) != words
    page.get_by_text("not sealed for exactly those who read now").wait_for()


def test_a_weak_passphrase_is_not_taken(nobody_reads, sign_in):
    page = sign_in("Advocates")
    page.goto("/admin/messages/")
    page.get_by_label("Passphrase", exact=True).fill("password1234")
    page.get_by_label("Type it once more").fill("password1234")
    page.get_by_role("button", name="Make my key").click()
    page.get_by_text("This could be guessed").first.wait_for()
    assert page.url.endswith("/key/")


def main_text(window):
    return window.run("() => document.querySelector('main')?.innerText ?? ''")


def test_in_firefox_too(nobody_reads, sign_in, site, desks):
    page = sign_in("Advocates")
    page.goto("/admin/messages/")
    passphrase = make_key(page)
    print_paper(page)
    writer, reader = Firefox(javascript=False), Firefox()
    try:
        writer.open(f"{site.url}/write-to-us/")
        writer.type("textarea", "From another browser")
        writer.click("[name=a-way][value=come]")
        time.sleep(3.2)
        writer.click(".letter button[type=submit]")
        until(lambda: "Keep these six words" in main_text(writer), writer)
        words = writer.run(
            "() => Array.from(document.querySelectorAll('.six-words li'), one => one.innerText).join(' ')"
        )

        for cookie in desks.cookies["Advocates"]:
            value = {"type": "string", "value": cookie["value"]}
            data = {"name": cookie["name"], "value": value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}
            reader.ask("storage.setCookie", cookie=data)
        reader.open(f"{site.url}/admin/messages/")
        reader.type("#passphrase", passphrase)
        reader.click("#unlock button[type=submit]")
        until(lambda: not reader.run("() => document.getElementById('unlocked').hidden"), reader, seconds=60)
        reader.click("button.open")
        until(lambda: "From another browser" in main_text(reader), reader)
        reader.type("#reply-text", "We read you")
        reader.click("#reply button")
        until(lambda: reader.run("() => !!document.querySelector('#message .reply')"), reader)

        writer.open(f"{site.url}/answer/")
        writer.type("#words", words)
        writer.click(".letter button[type=submit]")
        until(lambda: "We read you" in main_text(writer), writer)
        writer.type("#text", "Thank you")
        writer.click(".letter button[type=submit]")
        until(lambda: "It has arrived" in main_text(writer), writer)
        reader.click("#close")
        reader.click("button.open")
        until(lambda: "Thank you" in main_text(reader), reader)
    finally:
        writer.close()
        reader.close()


def test_the_words_page_and_the_form_hold_the_way_out(site, visit):
    page = visit("/write-to-us/")
    page.get_by_label("Call me").check()
    assert page.get_by_label("Phone number").is_visible()
    page.get_by_label("I will come back here").check()
    assert page.get_by_label("Phone number").is_hidden()
    assert page.get_by_role("link", name="Leave this site").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_flooded_form_the_browser_works_while_its_owner_writes(site, manage, visit):
    flood = "from letters.models import *; FormPage.objects.filter(slug='write-to-us').update(is_flooded={})"
    manage(site, flood.format(True))
    try:
        page = visit("/write-to-us/")
        page.get_by_label(QUESTION).fill("Not a robot")
        page.get_by_label("I will contact you myself").check()
        page.wait_for_timeout(3_200)
        page.get_by_role("button", name="Send").click()
        page.get_by_role("heading", name="It has arrived").wait_for(timeout=30_000)
    finally:
        manage(site, flood.format(False))
    manage(site, "from letters.models import *; assert SealedMessage.objects.first().state == 'new'")


def test_a_half_filled_form_is_empty_after_leaving(open_window, site, outside):
    window = open_window("chromium")
    window.open(f"{site.url}/write-to-us/")
    window.type("textarea", "Half a sentence")
    window.click("#leave")
    until(lambda: window.url.startswith(outside.url), window)
    window.traverse(-1)
    window.wait(2)
    assert "Half a sentence" not in window.run("() => document.body ? document.body.innerText : ''")
    window.open(f"{site.url}/write-to-us/")
    assert window.run("() => document.querySelector('textarea').value") == ""
