"""Pages can be read on a narrow phone, with large letters, by keyboard alone, without JavaScript, and on paper."""

import pytest
from playwright.sync_api import Error


def test_nothing_scrolls_sideways(visit, path):
    page = visit(path)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 640, "height": 700})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_help_and_the_way_out_stay_in_sight_while_scrolling(visit, path):
    page = visit(path)
    for width, height in ((320, 640), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        for name in ("Get help now", "Leave this site"):
            link = page.locator("header").get_by_role("link", name=name)
            box = link.bounding_box()
            assert box["height"] >= 44
            assert box["width"] >= 44
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= height
            assert box["x"] + box["width"] <= width
            # Nothing lies over it.
            assert link.evaluate(
                "e => { const b = e.getBoundingClientRect();"
                " return e.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)) }"
            )


@pytest.mark.parametrize("address", ["/", "/lets-talk-about/", "/search/"])
def test_letters_twice_as_large_break_no_word_of_the_way_to_help_and_out(visit, address):
    page = visit(address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (320, 360, 412):
        page.set_viewport_size({"width": width, "height": 700})
        buttons = page.locator("header.top .button").all()
        assert len(buttons) == 2
        for button in buttons:
            broken = button.evaluate(
                "e => { const text = e.firstChild, range = document.createRange(), broken = [];"
                " for (const word of text.data.matchAll(/[^ ]+/g)) {"
                " range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);"
                " if (range.getClientRects().length > 1) broken.push(word[0]) } return broken }"
            )
            assert broken == [], width
            box = button.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= width


@pytest.mark.parametrize("name", ["OPS", "Our organisation", "Survivors of the northern river valleys"])
def test_whatever_a_site_is_called_its_bar_is_one_row_and_the_way_out_stands_last(visit, name):
    page = visit("/")
    page.locator("header .logo").evaluate("(logo, name) => { logo.textContent = name }", name)
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        logo, help_, leave = (page.locator(f"header {one}").bounding_box() for one in (".logo", ".help", ".leave"))
        assert logo["x"] < help_["x"] < leave["x"], width
        middles = [box["y"] + box["height"] / 2 for box in (logo, help_, leave)]
        assert max(middles) - min(middles) < 2, width


def test_one_tap_leads_to_the_crisis_contacts(visit, path):
    page = visit(path)
    page.locator("header").get_by_role("link", name="Get help now").click()
    contact = page.get_by_role("link", name="Call 206-555-0101")
    contact.wait_for()
    assert page.evaluate("location.hash") == "#get-help-now"
    box = page.locator("#get-help-now h2").bounding_box()
    assert 0 <= box["y"] < 800
    # With its space: what lies in flexible boxes loses it before a number that stays in one piece.
    assert contact.inner_text() == "Call 206-555-0101"
    assert contact.bounding_box()["height"] >= 44


def test_the_way_out_goes_to_the_chosen_page_without_saying_from_where(visit, path):
    page = visit(path)
    requests = []
    page.route(
        "https://www.weather.gov/**",
        lambda route: (requests.append(route.request), route.fulfill(body="Rain", content_type="text/html")),
    )
    page.locator("header").get_by_role("link", name="Leave this site").click()
    page.wait_for_url("https://www.weather.gov/")
    assert "referer" not in requests[0].headers


def test_the_keyboard_reaches_everything_in_a_sensible_order(visit, path):
    page = visit(path, viewport={"width": 1280, "height": 800})
    names = []
    for _step in range(12):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return [e.innerText || e.name, s.outlineStyle !== 'none'] })()"
            )
        )
    assert [name.strip() for name, _visible in names[:4]] == [
        "Skip to the content",
        "Leave this site",
        "OPS",
        "Get help now",
    ]
    assert all(visible for _name, visible in names)


def test_the_first_link_skips_to_the_content(visit, path):
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Skip to the content").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_opens_and_leads_on_by_keyboard_and_without_javascript(visit):
    page = visit("/", java_script_enabled=False)
    page.get_by_text("Menu", exact=True).press("Enter")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Get involved").press("Enter")
    page.wait_for_url("**/get-involved/")


def test_the_menu_is_open_where_there_is_room(visit):
    page = visit("/", viewport={"width": 1280, "height": 800})
    assert page.get_by_role("navigation", name="Main").get_by_role("link", name="Get involved").is_visible()
    assert not page.get_by_text("Menu", exact=True).is_visible()


def test_search_works_by_keyboard_and_without_javascript(visit):
    page = visit("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("shelter")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search/?q=shelter")
    page.get_by_role("link", name="Example shelter line").click()
    page.wait_for_url("**/resources/example-shelter-line/")


def test_filters_work_without_javascript(visit):
    page = visit("/resources/", java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page.get_by_label("Topic").select_option(label="Housing")
    page.get_by_label("Cost").select_option(label="Free")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/resources/?topic=housing&*cost=free")
    assert page.get_by_role("heading", name="Example shelter line").is_visible()


def test_a_content_note_can_be_skipped_without_javascript(visit):
    page = visit("/lets-talk-about/when-a-phone-may-be-watched/", java_script_enabled=False)
    page.get_by_role("link", name="Skip this passage").click()
    passage = page.get_by_role("region", name="Content note").bounding_box()
    assert passage["y"] + passage["height"] <= 110  # behind the bar


def test_folded_parts_open_without_javascript_and_on_paper(visit):
    page = visit("/lets-talk-about/when-a-phone-may-be-watched/", java_script_enabled=False)
    part = page.locator(".accordion details").first
    assert not part.locator(".prose").is_visible()
    part.locator("summary").click()
    assert part.locator(".prose").is_visible()


def test_print_is_a_handout_with_addresses_spelled_out(visit):
    page = visit("/lets-talk-about/ally-vs-accomplice/", viewport={"width": 800, "height": 1000})
    page.emulate_media(media="print")
    for hidden in (".top", ".search", ".on-this-page", ".neighbours", ".menu"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_role("heading", name="Active Participation").is_visible()
    source = page.get_by_role("link", name="Anti-Oppression Network")
    shown = source.evaluate("e => getComputedStyle(e, '::after').content")
    assert "(" in shown
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        ("/", ".doors, .hero .actions, .answers, .get-help .button"),
        ("/resources/?cost=free", ".chips a:not(.chosen), .filter-box"),
        ("/lets-talk-about/ally-vs-accomplice/", ".answers, .get-help p a"),
        ("/search/?q=shelter", "main button, .narrow"),
    ],
)
def test_on_paper_nothing_is_left_to_press_and_nobody_answers_now(visit, path, gone):
    page = visit(path)
    for media, shown in (("screen", True), ("print", False)):
        page.emulate_media(media=media)
        for one in gone.split(", "):
            assert page.locator(one).first.is_visible() == shown, (one, media)
    hours = page.locator(".get-help .print-only")
    assert path != "/lets-talk-about/ally-vs-accomplice/" or hours.first.is_visible()


def test_the_address_of_an_article_can_be_copied(visit, site):
    page = visit("/lets-talk-about/ally-vs-accomplice/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the address of this article").click()
    page.get_by_text("The address is copied.").wait_for()
    # Pages may write to the clipboard when asked to, and never read it; a person can.
    field = page.locator("#header-search")
    field.press("Control+v")
    assert field.input_value() == f"{site.url}/lets-talk-about/ally-vs-accomplice/"
    with pytest.raises(Error, match="permissions policy"):
        page.evaluate("navigator.clipboard.readText()")


def test_nothing_moves_for_those_who_asked_for_stillness(visit):
    page = visit("/lets-talk-about/listening-without-fixing/", reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
        " return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none' }).length"
    )
    assert moving == 0
