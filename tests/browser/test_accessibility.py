"""axe finds nothing on any page type, light and dark, on a phone and a desktop, contrast of 7:1 included."""

import pytest
from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# In the dark nothing else differs.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


def test_axe_finds_nothing(visit, path):
    look_at(visit(path))


@pytest.mark.parametrize("address", ["/admin/guide/parts/", "/admin/guide/parts/?direction=rtl&palette=harbor"])
def test_axe_finds_nothing_in_any_part_of_a_page_and_nothing_is_wider_than_a_small_phone(sign_in, address):
    page = sign_in("Editors")
    page.goto(address)
    look_at(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def look_at(page):
    """Let axe look at a page, light and dark, on a phone and a desktop."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    for scheme, options in (("light", OPTIONS), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page, options=options)
            faults = [
                f"{scheme} {width}: {fault['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
                for fault in found.response["violations"]
                for node in fault["nodes"]
            ]
            assert faults == []
            assert any(rule["id"] == "color-contrast-enhanced" for rule in found.response["passes"])


def test_axe_finds_nothing_in_a_mail_and_it_fits_small_screens(sign_in):
    page = sign_in("Moderators")
    letter = page.request.get("/admin/api/main/pages/?search=spring letter").json()["items"][0]["id"]
    page.goto(f"/admin/newsletter/{letter}/mail/")
    look_at(page)
    for width in (320, 600):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
