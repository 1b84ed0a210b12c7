"""Staff at work in a real browser: by mouse or keyboard, with the clicks and fields each task takes."""

from pathlib import Path

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


class Counter:
    """Counts the clicks of a mouse and the fields typed into, in every window that it watches."""

    def __init__(self):
        self.clicks, self.fields = 0, set()

    def watch(self, page):
        page.context.expose_binding("counted", lambda _source, kind, name: self.add(kind, name))
        page.context.add_init_script(COUNT)
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
