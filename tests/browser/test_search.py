"""Searching in a real browser: suggestions by keyboard, by touch and read out; the editor's answers about search."""

import re

from axe_playwright_python.sync_playwright import Axe

SUGGESTED = "[role=listbox] [role=option]"


def write(page, words):
    """Write all words at once, so that the suggestions that come are the ones for all of them."""
    page.locator("#header-search").fill(words)
    page.locator(SUGGESTED).first.wait_for()


def test_suggestions_come_after_two_letters_and_are_read_out(visit):
    page = visit("/")
    field = page.locator("#header-search")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    field.press_sequentially("h", delay=300)
    field.press_sequentially("ou", delay=300)
    page.locator(SUGGESTED).first.wait_for()
    assert not any(url.endswith("suggest/?q=h") for url in asked)
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    number = page.locator(SUGGESTED).count()
    said = page.locator("form.search [role=status]").inner_text()
    assert said == f"Suggestions: {number}. Choose with the arrow keys."
    found = Axe().run(page)
    assert [fault["id"] for fault in found.response["violations"]] == []


def test_arrows_choose_escape_closes_and_enter_opens(visit):
    page = visit("/")
    field = page.locator("#header-search")
    write(page, "housing assis")
    field.press("ArrowDown")
    first = page.locator(SUGGESTED).first
    assert first.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("Escape")
    assert page.locator(SUGGESTED).first.is_hidden()
    assert field.input_value() == "housing assis"
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/get-help/housing-assistance/")


def test_a_list_that_was_closed_does_not_come_back_for_other_words(visit):
    page = visit("/")
    field = page.locator("#header-search")
    write(page, "housing assis")
    # Closed before the answer for what follows can have come, and typed in one go.
    field.evaluate(
        """(field) => {
            const press = (key) => field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            field.value = "counseling";
            press("Escape");
            press("ArrowDown");
        }"""
    )
    page.locator(SUGGESTED, has_text="Counseling").first.wait_for()
    assert "Housing assistance" not in page.locator(".suggestions").first.inner_text()


def test_enter_without_a_choice_searches(visit):
    page = visit("/")
    write(page, "housng")
    page.locator("#header-search").press("Enter")
    page.wait_for_url("**/search/?q=housng")
    assert "Showing results for housing" in page.locator("main").inner_text()


def test_a_suggestion_can_be_touched(visit):
    page = visit("/", has_touch=True)
    write(page, "housing assis")
    page.locator(SUGGESTED).first.tap()
    page.wait_for_url("**/get-help/housing-assistance/")


def test_only_the_last_letters_are_answered_and_nobody_else_is_asked(visit, site):
    page = visit("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#header-search").press_sequentially("ho")
    page.locator(SUGGESTED).first.wait_for()
    before = len(asked)
    # The rest comes at once, as from somebody who types faster than any machine counts.
    with page.expect_request(lambda request: request.url.endswith("q=housing")):
        page.locator("#header-search").evaluate(
            "box => { for (const end of [3, 4, 5, 6, 7]) {"
            " box.value = 'housing'.slice(0, end); box.dispatchEvent(new Event('input', { bubbles: true })); } }"
        )
    page.wait_for_load_state("networkidle")
    questions = [url for url in asked[before:] if "/suggest/" in url]
    assert [url.partition("?")[2] for url in questions] == ["q=housing"]
    assert all(url.startswith(site.url) for url in asked)


def test_suggestions_fit_on_a_small_screen_and_with_large_letters(visit):
    page = visit("/", viewport={"width": 320, "height": 640})
    write(page, "example")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_without_javascript_the_box_is_a_plain_form(visit):
    page = visit("/", java_script_enabled=False)
    page.locator("#header-search").fill("councelling")
    page.locator("#header-search").press("Enter")
    page.wait_for_url("**/search/?q=councelling")
    page.get_by_role("link", name=re.compile("Search instead")).click()
    assert "exact=1" in page.url


def test_results_are_narrowed_and_widened_by_links(visit):
    page = visit("/search/?q=help", viewport={"width": 1280, "height": 900})
    page.get_by_role("link", name=re.compile(r"^Service \(\d+\)")).click()
    page.wait_for_url("**type=servicepage**")
    assert {text.split(" · ")[0] for text in page.locator(".results .kicker").all_inner_texts()} == {"Service"}
    page.get_by_role("navigation", name="Kind of page").get_by_role("link", name="All").click()
    page.wait_for_url("**/search/?q=help")


def test_help_stands_first_for_words_of_danger(visit):
    page = visit("/search/?q=he+hit+me")
    help_now = page.locator("#get-help-now").bounding_box()
    assert help_now["y"] < page.locator(".results").bounding_box()["y"]
    found = Axe().run(page)
    assert [fault["id"] for fault in found.response["violations"]] == []


def test_the_editor_tries_out_how_a_page_is_found(sign_in, site):
    page = sign_in("Moderators")
    address = page.evaluate(
        "fetch('/admin/pages/search/?q=Housing+assistance').then(r => r.text())"
        ".then(t => [...new DOMParser().parseFromString(t, 'text/html').querySelectorAll('a')]"
        ".map(a => a.getAttribute('href')).find(h => /pages\\/\\d+\\/edit/.test(h)))"
    )
    page.goto(f"{site.url}{address}")
    page.get_by_role("tab", name="Lists and search").click()
    page.get_by_label("Try it out: what might someone type?").fill("place to sleep tonight")
    page.get_by_label("Try it out: what might someone type?").press("Enter")
    page.get_by_text(re.compile(r"“place to sleep tonight”: place \d+ of \d+")).wait_for()
    page.get_by_role("button", name="Show its words").click()
    page.get_by_text("Search words that lead here").wait_for()


def test_a_moderator_adds_search_words_by_clicking(sign_in, site):
    page = sign_in("Moderators")
    page.get_by_role("link", name="Search words").click()
    page.get_by_role("link", name=re.compile("Add search words", re.IGNORECASE)).first.click()
    page.get_by_role("textbox", name="When someone types").fill("marshmallow")
    page.get_by_role("textbox", name="Also look for").fill("housing assistance")
    page.get_by_role("button", name="Save").or_(page.get_by_role("button", name="Create")).first.click()
    page.get_by_text("marshmallow").first.wait_for()
    page.goto(f"{site.url}/search/?q=marshmalow")
    assert "Housing assistance" in page.locator(".results").inner_text()
