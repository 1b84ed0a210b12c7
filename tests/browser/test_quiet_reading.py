"""Reading without a trail: pages are exchanged under one address, and everything goes on working."""

import re
from urllib.parse import urlsplit

import pytest
from leaving_journeys import ARTICLE
from page_types import PAGES
from quiet_journeys import go, switch_on
from test_accessibility import OPTIONS, Axe

ON = "One line in the history."
LOST = "The page did not come, and nothing was added to the history. Please try again in a moment."


def said(page):
    return page.locator(".quiet-strip [data-said]")


def test_address_history_and_title_stay_while_one_reads_and_searches(read_quietly, site):
    page = read_quietly()
    length = page.evaluate("history.length")
    page.locator("footer a[href='/get-help/']").click()
    page.get_by_role("heading", level=1, name="Get help").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.locator("#header-search").fill("shelter")
    page.locator("#header-search").press("Enter")
    page.get_by_role("heading", level=1, name="Search").wait_for()
    assert page.locator("#search-words").input_value() == "shelter"
    page.locator(".narrow summary").click()
    page.locator(".narrow a:not([aria-current])").first.click()
    page.locator("p[role=status]", has_text="only").wait_for()
    page.locator(".results h3 a").first.click()
    page.locator("h1:not(:text-is('Search'))").wait_for()
    assert (page.url, page.title(), page.evaluate("history.length")) == (
        f"{site.url}/safer-browsing/",
        "Information",
        length,
    )
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_one_page_back_goes_back_within_the_visit_and_to_where_one_was(read_quietly):
    page = read_quietly()
    assert page.get_by_role("button", name="One page back").is_hidden()
    go(page, "/lets-talk-about/")
    page.evaluate("scrollTo(0, 400)")
    go(page, ARTICLE)
    page.get_by_role("button", name="One page back").click()
    page.get_by_role("heading", level=1, name="Let’s Talk About").wait_for()
    assert abs(page.evaluate("scrollY") - 400) < 5
    page.get_by_role("button", name="One page back").click()
    page.get_by_role("heading", level=1, name="Safer browsing").wait_for()
    assert page.get_by_role("button", name="One page back").is_hidden()


def test_links_within_a_page_lead_to_their_part_and_open_what_is_folded(read_quietly, site):
    page = read_quietly()
    go(page, "/lets-talk-about/when-a-phone-may-be-watched/")
    link = page.locator(".on-this-page a").last
    page.evaluate("document.querySelectorAll('.on-this-page details').forEach(part => { part.open = true; })")
    page.evaluate("document.querySelector('details.unfold') && (document.querySelector('.on-this-page').open = true)")
    target = link.get_attribute("href")[1:]
    link.evaluate("link => link.click()")
    assert page.evaluate("document.activeElement.id") == target
    go(page, "/get-help/#get-help-now")
    assert page.evaluate("document.activeElement.id") == "get-help-now"
    assert page.url == f"{site.url}/safer-browsing/"


def test_a_suggestion_is_followed_in_the_same_way(read_quietly, site):
    page = read_quietly()
    page.locator("#header-search").press_sequentially("shelter")
    page.get_by_role("option").first.click()
    page.locator("h1:not(:text-is('Safer browsing'))").wait_for()
    assert page.url == f"{site.url}/safer-browsing/"


def test_a_letter_is_written_sent_and_its_answer_read(read_quietly, site):
    page = read_quietly()
    go(page, "/write-to-us/")
    page.get_by_label("What would you like to ask or tell us?").fill("May I come on Tuesday?")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Please choose how we may answer.").first.wait_for()
    assert page.get_by_label("What would you like to ask or tell us?").input_value() == "May I come on Tuesday?"
    page.get_by_label("I will come back here").check()
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Send").click()
    words = page.locator(".six-words li")
    words.first.wait_for()
    words = words.all_inner_texts()
    go(page, "/answer/")
    page.get_by_label("Type your six words").fill(" ".join(words))
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text("May I come on Tuesday?").wait_for()
    assert page.url == f"{site.url}/safer-browsing/"
    # An answer to a form cannot be asked for again: back is the page before it.
    page.get_by_role("button", name="One page back").click()
    page.get_by_role("heading", level=1, name="Read your answer").wait_for()


@pytest.mark.parametrize("trouble", ["offline", "aborted", "500", "429"])
def test_when_a_page_does_not_come_the_one_before_stays_and_a_sentence_says_so(read_quietly, trouble):
    page = read_quietly()
    answers = {"offline": "internetdisconnected", "aborted": "connectionreset"}
    page.route(
        "**/get-help/",
        lambda route: (
            route.abort(answers[trouble])
            if trouble in answers
            else route.fulfill(status=int(trouble), content_type="text/html", body="<h1>Trouble</h1>")
        ),
    )
    page.locator("footer a[href='/get-help/']").click()
    page.locator(".quiet-strip", has_text=LOST).wait_for()
    assert page.locator("h1").inner_text() == "Safer browsing"
    page.unroute("**/get-help/")
    page.locator("footer a[href='/get-help/']").click()
    page.get_by_role("heading", level=1, name="Get help").wait_for()
    assert said(page).inner_text() == ON


def test_what_is_said_about_a_first_page_pressed_at_once_is_not_said_over(visit):
    page = visit("/safer-browsing/")
    page.evaluate(
        "new MutationObserver((_, seen) => { if (!document.querySelector('.quiet-strip')) return; seen.disconnect();"
        " window.fetch = () => Promise.reject(); document.querySelector('footer a[href=\"/get-help/\"]').click(); })"
        ".observe(document.body, { childList: true })"
    )
    switch_on(page)
    page.wait_for_timeout(200)
    assert said(page).inner_text() == LOST


def test_a_slow_page_is_announced_and_only_the_last_one_chosen_arrives(read_quietly):
    page = read_quietly()
    held = []
    page.route("**/get-help/", lambda route: held.append(route))
    page.locator("footer a[href='/get-help/']").click()
    page.locator(".quiet-strip", has_text="The page is on its way").wait_for()
    assert page.locator("h1").inner_text() == "Safer browsing"
    page.locator("footer a[href='/privacy/']").click()
    page.get_by_role("heading", level=1, name="Privacy").wait_for()
    held[0].abort()
    page.wait_for_timeout(300)
    assert page.locator("h1").inner_text() == "Privacy"
    assert said(page).inner_text() == ON


def test_what_is_not_there_is_said_as_usual(read_quietly):
    page = read_quietly()
    go(page, "/nowhere/")
    assert page.get_by_role("heading", name="This page is not here").is_visible()


def test_files_and_other_sites_are_asked_about_first(read_quietly, outside):
    page = read_quietly("/")
    go(page, "/events/tuesday-drop-in/")
    page.locator("main a[href*='/calendar/']").first.click()
    page.get_by_text("This is a file.").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Save it"
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save it").click()
    assert saved.value.suggested_filename.endswith(".ics")
    link = f'<a id=out href="{outside.url}/target">out</a>'
    page.evaluate("link => document.querySelector('main').insertAdjacentHTML('beforeend', link)", link)
    page.locator("#out").click()
    page.get_by_text("would show in the history.").wait_for()
    page.locator(".quiet-strip").get_by_role("button", name="Not now").click()
    assert page.evaluate("document.activeElement.id") == "out"
    page.locator("#out").click()
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url(f"{outside.url}/target")
    assert "Referer" not in outside.asked()[-1]


def test_it_ends_with_a_reload_and_by_the_button(read_quietly, site):
    page = read_quietly()
    go(page, "/get-help/")
    page.reload()
    assert page.locator("h1").inner_text() == "Safer browsing"
    assert page.locator(".quiet-strip").count() == 0
    switch_on(page)
    go(page, "/get-help/")
    page.get_by_role("button", name="Turn off").click()
    page.get_by_role("heading", level=1, name="Safer browsing").wait_for()
    page.locator("main [data-quiet] button").wait_for()
    assert page.locator(".quiet-strip").count() == 0


def test_the_short_address_begins_so_and_a_word_behind_it_leads_on(visit, site, manage):
    manage(
        site,
        "from home.models import SiteSettings as S; from wagtail.models import Page\n"
        "one = S.objects.get(); page = Page.objects.get(url_path__endswith='/get-help/counseling/')\n"
        "one.quiet_words = [('word', {'word': 'blue', 'page': page})]; one.save()\n",
    )
    asked = []
    page = visit("/q")
    assert page.title() == "Information"
    page.locator(".quiet-strip").wait_for()
    page.goto("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/q#blue")
    page.get_by_role("heading", level=1, name="Counseling").wait_for()
    assert page.url == f"{site.url}/q#blue"
    assert not [url for url in asked if "blue" in url.partition("#")[0]]
    page.goto("about:blank")
    page.goto("/q#other")
    page.locator(".quiet-strip").wait_for()
    assert page.locator("h1").inner_text() == "Survivors walk with survivors"
    page.get_by_role("button", name="Turn off").click()
    page.wait_for_url(f"{site.url}/")


def test_without_scripts_there_is_no_switch_and_the_page_says_what_else_helps(visit):
    page = visit("/safer-browsing/", java_script_enabled=False)
    assert not page.get_by_role("button", name="Read without a trail").is_visible()
    assert page.locator("main noscript p").is_visible()


AS_ARRIVED = """() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll(".quiet-strip").forEach((one) => one.remove());
  for (const one of copy.querySelectorAll("[data-quiet], [data-play]")) one.removeAttribute("hidden");
  for (const one of copy.querySelectorAll("h1, main")) one.removeAttribute("tabindex");
  // Where it was pressed it is not pressed again.
  for (const one of copy.querySelectorAll("[data-quiet] button")) one.removeAttribute("disabled");
  // What differs with every visit.
  for (const one of copy.querySelectorAll("input[name=mark], template")) one.remove();
  const frame = ["lang", "dir", "data-palette"].map((name) => copy.getAttribute(name)).join();
  return [frame, copy.querySelector("body").innerHTML];
}"""


def test_every_page_arrives_by_exchange_as_it_does_by_address(visit, read_quietly, site):
    """Compared part by part; axe finds nothing after the exchange, on a small screen with the strip."""
    page = visit("/")
    by_exchange = read_quietly("/", viewport={"width": 320, "height": 640})
    listed = re.findall(r"<loc>([^<]+)</loc>", page.request.get("/sitemap.xml").text())
    paths = [*PAGES.values(), *(urlsplit(url).path for url in listed)]
    assert len(set(paths)) > 40
    for path in dict.fromkeys(paths):
        page.goto(path)
        go(by_exchange, path)
        assert page.evaluate(AS_ARRIVED) == by_exchange.evaluate(AS_ARRIVED), path
        assert by_exchange.evaluate("document.documentElement.scrollWidth") <= 320, path
        if path in PAGES.values():
            faults = Axe().run(by_exchange, options=OPTIONS).response["violations"]
            assert [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in faults] == [], path


def test_the_strip_hides_nothing_that_has_the_focus(read_quietly):
    page = read_quietly("/get-help/", viewport={"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for _press in range(40):
        page.keyboard.press("Tab")
        free = page.evaluate(
            "() => { const one = document.activeElement, box = one.getBoundingClientRect();"
            " const strip = document.querySelector('.quiet-strip').getBoundingClientRect();"
            " return one.closest('.quiet-strip, .skip') || box.top < strip.top; }"
        )
        assert free, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
