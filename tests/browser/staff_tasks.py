"""Staff at work in a real browser: by mouse or keyboard, with the clicks and fields each task takes."""

import base64
import hmac
import struct
import time
from pathlib import Path

PASSWORD = "seven quiet river stones"
SECRET = "JBSWY3DPEHPK3PXP"
CLIPBOARD = Path(__file__).parent / "clipboard"


GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "editors.md"
COUNT = """
addEventListener("click", (event) => event.isTrusted && event.detail > 0 && window.counted("click", ""), true);
addEventListener("input", (event) => {
  event.target.countedAs ??= event.target.name || event.target.id || `text ${Math.random()}`;
  window.counted("field", event.target.countedAs);
}, true);
document.addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = "yes"; });
"""


def number_of_now(secret=SECRET):
    """Return the six digits that an authenticator app shows just now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Desks:
    """Where each group works, signed in; what was loaded stays for all tests, as it does for people.

    The editor's own program is large, and a number of the app is good for one sign-in.
    """

    def __init__(self, browser, url, headers):
        self.options = {"base_url": url, "viewport": {"width": 1280, "height": 900}, "extra_http_headers": headers}
        self.browser, self.contexts, self.cookies = browser, {}, {}

    def of(self, group):
        """Return the browser's context of a group."""
        if group not in self.contexts:
            context = self.browser.new_context(**self.options)
            context.set_default_timeout(15_000)
            page = context.new_page()
            page.goto("/admin/login/")
            page.get_by_label("Email").fill(f"{group.lower().replace(' ', '-')}@example.org")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.get_by_label("Code").fill(number_of_now())
            page.get_by_role("button", name="Sign In", exact=True).click()
            page.wait_for_url("**/admin/")
            page.close()
            self.contexts[group], self.cookies[group] = context, context.cookies()
        # A test may have lost them.
        self.contexts[group].add_cookies(self.cookies[group])
        return self.contexts[group]


class Counter:
    """Counts the clicks of a mouse and the fields typed into, in every window that it watches."""

    def __init__(self):
        self.clicks, self.fields = 0, set()

    def watch(self, page):
        page.expose_binding("counted", lambda _source, kind, name: self.add(kind, name))
        page.add_init_script(COUNT)
        page.goto("/admin/")
        return page

    def add(self, kind, name):
        if kind == "click":
            self.clicks += 1
        else:
            self.fields.add(name)


def tab_to(page, locator, most=150):
    """Press Tab until ``locator`` has the focus, as somebody without a mouse does."""
    handle = locator.element_handle()
    for _step in range(most):
        if page.evaluate("(wanted) => document.activeElement === wanted", handle):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {locator}")


def click(page, locator):
    """Press what ``locator`` names with the mouse."""
    locator.click()


def enter(page, locator):
    """Press what ``locator`` names with the keyboard: go there with Tab, then Enter."""
    locator.wait_for()
    tab_to(page, locator, most=400)
    if not locator.get_attribute("contenteditable"):
        page.keyboard.press("Enter")


def watched(page):
    """Wait until the form notices what is typed: Wagtail begins two seconds after the page is there."""
    page.locator("html[data-watched]").wait_for(state="attached")
    return page


def saved(page):
    page.locator("#w-autosave-indicator").get_by_text("Saved").wait_for()


def action(page, name, press=click):
    press(page, page.get_by_role("button", name="More actions").first)
    press(page, page.get_by_role("button", name=name, exact=True))


def text_of(page, path):
    return page.locator(f'[data-contentpath="{path}"] [contenteditable=true]')


def fill_explainer(page, title):
    """Write an article into the pieces of “Explainer with principles”, with two pieces taken out."""
    page.get_by_role("textbox", name="Title").first.press_sequentially(title)
    paragraph = page.locator('[data-contentpath="body"] [contenteditable=true]')
    paragraph.first.click()
    page.keyboard.type("We begin with listening.")
    page.locator('[name="body-1-value-term"]').fill("Listening")
    paragraph.nth(1).click()
    page.keyboard.type("Listening is giving someone time.")
    page.locator('[name="body-2-value-title"]').fill("Time first")
    paragraph.nth(2).click()
    page.keyboard.type("Sit down. Stay.")
    page.locator('[name="next_step-0-value-title"]').fill("Call a friend today")
    # The second principle and the call to action are not wanted: one click each.
    for _piece in range(2):
        page.locator('[data-contentpath="body"]').get_by_role("button", name="Delete").nth(3).click()
