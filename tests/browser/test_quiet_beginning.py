"""How reading without a trail begins, also on a slow network, and what else could surprise."""

import pytest
from quiet_journeys import go

SCRIPT = "**/js/quiet*.js"


def test_what_is_pressed_before_the_script_has_come_waits_for_it(visit, site):
    page = visit("/")
    page.goto("about:blank")
    held = []
    page.route(SCRIPT, lambda route: held.append(route))
    page.goto("/q", wait_until="commit")
    page.locator("footer a[href='/get-help/']").click()
    page.wait_for_timeout(500)
    assert (page.url, page.locator("h1").inner_text()) == (f"{site.url}/q", "Survivors walk with survivors")
    for route in held:
        route.continue_()
    page.get_by_role("heading", level=1, name="Get help").wait_for()
    assert page.url == f"{site.url}/q"


def test_where_it_cannot_begin_it_says_so_and_the_site_works_as_everywhere(visit, site):
    page = visit("/")
    page.route(SCRIPT, lambda route: route.abort())
    page.goto("/q")
    page.get_by_text("This could not begin here.").wait_for()
    page.locator("footer a[href='/get-help/']").click()
    page.wait_for_url(f"{site.url}/get-help/")


def test_it_says_at_once_what_it_does(read_quietly):
    page = read_quietly()
    page.get_by_text("One line shows in the history: this address.").wait_for()


def test_going_back_step_by_step_ends_at_the_first_page(read_quietly):
    page = read_quietly()
    for path in ("/get-help/", "/privacy/"):
        go(page, path)
    for title in ("Get help", "Safer browsing"):
        page.get_by_role("button", name="One page back").click()
        page.get_by_role("heading", level=1, name=title).wait_for()
    assert page.get_by_role("button", name="One page back").is_hidden()


def test_a_file_that_browsers_would_show_is_saved_and_the_page_stays(read_quietly, site):
    page = read_quietly()
    go(page, "/lets-talk-about/")
    page.locator("main a[href$='/feed/']").first.click()
    with page.expect_download():
        page.get_by_role("link", name="Save it").click()
    assert page.url == f"{site.url}/safer-browsing/"
    assert page.locator("h1").inner_text() == "Let’s Talk About"


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_said_of_a_letter_that_was_refused_is_shown(read_quietly, status):
    page = read_quietly()
    go(page, "/write-to-us/")
    answer = page.content().replace("<h1", "<h1 data-refused")
    page.route(
        "**/write-to-us/",
        lambda route: route.fulfill(status=status, content_type="text/html; charset=utf-8", body=answer),
    )
    page.get_by_role("button", name="Send").click()
    page.locator("h1[data-refused]").wait_for()


def test_a_letter_of_which_nobody_knows_stays_in_its_form(read_quietly):
    page = read_quietly()
    go(page, "/write-to-us/")
    page.get_by_label("What would you like to ask or tell us?").fill("May I come?")
    page.route("**/write-to-us/", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Nobody knows whether it arrived.").wait_for()
    assert page.get_by_label("What would you like to ask or tell us?").input_value() == "May I come?"


def test_where_not_even_the_first_script_comes_it_says_so_and_the_site_works_as_everywhere(visit, site):
    page = visit("/")
    page.route("**/js/site*.js", lambda route: route.abort())
    page.goto("/q")
    page.get_by_text("This could not begin here.").wait_for()
    page.locator("footer a[href='/get-help/']").click()
    page.wait_for_url(f"{site.url}/get-help/")


def test_help_that_is_pressed_at_once_adds_no_line(visit, site):
    page = visit("/")
    page.goto("about:blank")
    page.route(SCRIPT, lambda route: None)
    page.goto("/q", wait_until="commit")
    lines = page.evaluate("history.length")
    page.locator("header a[href='#get-help-now']").click()
    page.wait_for_timeout(300)
    assert (page.url, page.evaluate("history.length")) == (f"{site.url}/q", lines)
    assert page.locator("#get-help-now").evaluate("(part) => part.getBoundingClientRect().top < innerHeight")


def test_an_older_browser_sends_a_search_that_was_pressed_at_once(visit, site):
    page = visit("/")
    page.goto("about:blank")
    page.add_init_script("delete HTMLFormElement.prototype.requestSubmit")
    held = []
    page.route(SCRIPT, lambda route: held.append(route))
    page.goto("/q", wait_until="commit")
    page.locator("input[type=search]").first.fill("shelter")
    page.locator("input[type=search]").first.press("Enter")
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    page.get_by_role("heading", level=1, name="Search").wait_for()
    assert page.url == f"{site.url}/q"


def test_what_an_earlier_try_said_goes_when_it_begins(visit):
    page = visit("/safer-browsing/")
    page.route(SCRIPT, lambda route: route.abort())
    button = page.locator("main [data-quiet] button, .get-help [data-quiet] button").first
    button.click()
    page.get_by_text("This could not begin here.").wait_for()
    page.unroute(SCRIPT)
    button.click()
    page.wait_for_timeout(500)
    assert page.locator(".quiet-strip").count() == 1


def test_the_wheel_of_a_mouse_leaves_too(read_quietly, outside, site):
    page = read_quietly()
    page.locator("#leave").click(button="middle")
    page.wait_for_url(f"{outside.url}/target")


def test_an_address_that_leads_to_another_site_is_asked_about(read_quietly, outside, site, manage):
    redirect = f"Redirect.objects.create(old_path='/apply', redirect_link='{outside.url}/target')"
    manage(site, f"from wagtail.contrib.redirects.models import Redirect; {redirect}")
    page = read_quietly()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<a href=\"/apply/\">Apply</a>')")
    page.get_by_role("link", name="Apply").click()
    page.get_by_text("would show in the history.").first.wait_for()
    # Asked, and not answered: what is said of the next page is seen.
    page.route("**/get-help/", lambda route: route.abort())
    page.locator("footer a[href='/get-help/']").click()
    page.get_by_text("The page did not come").wait_for()
    assert page.get_by_role("link", name="Open it").is_hidden()


def test_a_proxy_that_answers_for_the_site_is_no_file(read_quietly):
    page = read_quietly()
    go(page, "/write-to-us/")
    page.get_by_label("What would you like to ask or tell us?").fill("Hello")
    page.get_by_label("I will come back here").check()
    answer = {"status": 502, "content_type": "text/plain", "body": "The site is away."}
    page.route("**/write-to-us/", lambda route: route.fulfill(**answer))
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Nobody knows whether it arrived").wait_for()
    assert page.get_by_label("What would you like to ask or tell us?").input_value() == "Hello"
