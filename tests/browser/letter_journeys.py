"""How visitors write and advocates read, step by step; ``press`` is the way in which a step presses things."""

import re
import time

from staff_tasks import click

QUESTION = "What would you like to ask or tell us?"


class Writer:
    """Somebody without scripts on a phone."""

    def __init__(self, visit):
        self.page = visit("/write-to-us/", java_script_enabled=False)

    def write(self, text):
        self.page.goto("/write-to-us/")
        self.page.get_by_label(QUESTION).fill(text)
        self.page.get_by_label("I will come back here").check()
        time.sleep(3.2)  # as long as a person takes, at least
        self.page.get_by_role("button", name="Send").click()
        self.words = self.page.locator(".six-words li").all_inner_texts()
        return self.words

    def read(self):
        """Return what stands there for the six words."""
        self.page.goto("/answer/")
        self.page.get_by_label("Type your six words").fill(" ".join(self.words))
        self.page.get_by_role("button", name="Open").click()
        return self.page.locator("main").inner_text()

    def write_back(self, text):
        self.read()
        self.page.get_by_label("Write back").fill(text)
        self.page.get_by_role("button", name="Send").click()


def make_key(page, press=click):
    """Make a key; return its passphrase."""
    page.locator("#suggest:enabled").wait_for()
    press(page, page.get_by_role("button", name="Suggest one"))
    page.get_by_text("This is a good passphrase.").wait_for()
    passphrase = page.get_by_label("Passphrase", exact=True).input_value()
    page.get_by_label("Type it once more").fill(passphrase)
    press(page, page.get_by_role("button", name="Make my key"))
    return passphrase


def print_paper(page, press=click, passphrase=""):
    """Make the paper key and read from it; return its words. In the place of another one, this takes a passphrase."""
    page.wait_for_url("**/messages/paper/", timeout=60_000)
    if passphrase:
        page.get_by_label("Your passphrase").fill(passphrase)
    press(page, page.get_by_role("button", name=re.compile("Make .* paper key")))
    page.get_by_text("Whoever has this paper").wait_for(timeout=60_000)
    words = page.locator(".paper-words li").all_inner_texts()
    for field in page.locator("[data-number]").all():
        field.fill(words[int(field.get_attribute("data-number"))])
    press(page, page.get_by_role("button", name="It is printed"))
    page.wait_for_url("**/messages/")
    return words


def unlock(page, passphrase, press=click):
    page.get_by_label("Your passphrase").fill(passphrase)
    press(page, page.get_by_role("button", name="Unlock"))
    page.get_by_text("Unlocked in this tab").wait_for(timeout=60_000)


def open_message(page, number=0, press=click):
    """Open a message of the list; return what stands in it."""
    press(page, page.locator("button.open").nth(number))
    page.locator("#message .text").first.wait_for()
    return page.locator("#message .texts").inner_text()
