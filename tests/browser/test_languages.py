"""A person who reads no English does everything in Spanish, with scripts and without; right-to-left pages fit."""

import re

import pytest
from leaving_journeys import BROWSERS, SCRIPTS, until
from test_accessibility import look_at

SPANISH = "/es/get-help/"


@pytest.fixture(scope="module")
def site(start_elsewhere):
    """Return a running site in English, Spanish and Arabic (which nobody has translated), with the examples."""
    return start_elsewhere("--demo", SITE_LANGUAGES="en,es,ar")


def language(window):
    return window.run("() => document.documentElement.lang")


def ready(window):
    until(lambda: window.run("() => document.readyState") == "complete", window)


def heading(window):
    return window.run("() => document.querySelector('h1')?.textContent.trim() ?? ''")


@SCRIPTS
@BROWSERS
def test_a_person_searches_with_a_slip_reads_goes_on_and_leaves(name, javascript, open_window, outside, site):
    window = open_window(name, javascript=javascript)
    window.open(f"{site.url}/")
    window.click("nav.languages a[hreflang=es]")
    until(lambda: window.url == f"{site.url}/es/", window)
    ready(window)
    window.type("#header-search", "rerfugio esta noche")
    window.click("form[role=search] button")
    until(lambda: heading(window) == "Buscar", window)
    ready(window)
    assert "refugio" in window.run("() => document.querySelector('.corrected').textContent")
    window.click(".results h3 a[href^='/es/']")
    until(lambda: heading(window) not in ("", "Buscar"), window)
    ready(window)
    assert language(window) == "es"
    window.click("#get-help-now a[href*='/es/get-help/']")
    until(lambda: window.url.startswith(site.url + SPANISH), window)
    ready(window)
    assert window.run("() => document.getElementById('leave').textContent.trim()") == "Salir de este sitio"
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    assert "Referer" not in outside.asked()[-1]


@BROWSERS
def test_what_is_announced_while_leaving_and_reading_without_a_trail_is_spanish(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + SPANISH)
    window.press("Shift")
    said = window.run("() => document.getElementById('leave-progress').textContent")
    assert said == "Presionaste Shift una vez. Presiona Shift dos veces más para salir de este sitio."
    window.press("x")
    window.click(".get-help [data-quiet] button")
    until(lambda: window.run("() => !!document.querySelector('.quiet-strip')"), window)
    window.click("nav.languages a[hreflang=en]")
    until(lambda: language(window) == "en", window)
    assert window.url == site.url + SPANISH
    strip = "() => document.querySelector('.quiet-strip [data-said]').textContent"
    until(lambda: window.run(strip) == "One line in the history.", window)
    window.click("nav.languages a[hreflang=es]")
    until(lambda: language(window) == "es", window)
    until(lambda: window.run(strip) == "Una línea en el historial.", window)


def test_the_pages_in_spanish_pass_axe_and_fit_a_small_phone(visit):
    for path in ("/es/", SPANISH, "/es/search/?q=refugio", "/es/lets-talk-about/", "/es/events/tuesday-drop-in/"):
        page = visit(path)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    look_at(visit(SPANISH))


def test_the_site_away_speaks_the_language_of_the_address(visit, site):
    visit("/es/")
    kept = (site.data / "public" / "outage.es.html").read_text()
    assert '<html lang="es"' in kept
    assert "Busca ayuda ahora" in kept


def test_a_language_from_right_to_left_needs_nothing_but_its_setting(visit):
    """Nothing is wider than the screen, and the way out stands where it belongs, on the other side."""
    for path in ("/ar/search/", "/ar/answer/", "/ar/nowhere/"):
        for width in (320, 1280):
            page = visit(path, viewport={"width": width, "height": 800})
            assert page.evaluate("document.documentElement.dir") == "rtl"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            leave, logo = (page.locator(one).bounding_box() for one in ("#leave", ".logo"))
            assert leave["x"] < width / 2
            if logo:
                assert leave["x"] < logo["x"]


def test_staff_translate_beside_the_original_and_publish(visit, site, manage):
    manage(
        site,
        "from accounts.models import User\nfrom django.utils import timezone\nfrom datetime import timedelta\n"
        "User.objects.create_superuser('t@example.org', 'seven quiet river stones',"
        " second_step_due=timezone.now() + timedelta(hours=2))\n"
        "from wagtail.models import Page\n"
        "page = Page.objects.get(locale__language_code='es', url_path__endswith='/privacy/')\n"
        "page.specific.unpublish()\n",
    )
    page = visit("/admin/login/", viewport={"width": 1280, "height": 900})
    page.get_by_label("Email").fill("t@example.org")
    page.get_by_label("Password").fill("seven quiet river stones")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Later").click()
    page.goto("/admin/pages/")
    number = page.request.get("/admin/api/main/pages/?search=Privacidad").json()["items"][0]["id"]
    page.goto(f"/admin/pages/{number}/edit/")
    page.get_by_text(re.compile("Privacidad")).first.wait_for()
    page.get_by_role("button", name=re.compile("Publish in Spanish|Publish")).first.click()
    page.wait_for_load_state()
    assert visit("/es/privacy/").get_by_role("heading", level=1).inner_text() == "Privacidad"
