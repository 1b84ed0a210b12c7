"""Back, Forward and leaving while one reads without a trail: the strict list of docs/safety.md holds."""

from leaving_journeys import ARTICLE, BROWSERS, strange, until


def quiet_window(window, outside, site):
    """Come from a search page, switch it on, read on."""
    window.open(f"{outside.url}/search")
    window.click("#go")
    until(lambda: window.url == site.url + ARTICLE, window)
    until(lambda: window.run("() => document.readyState === 'complete'"), window)
    window.run("() => document.querySelector('details.menu').setAttribute('open', '')")
    until(lambda: window.run("() => !document.querySelector('[data-quiet]').hidden"), window)
    window.click("[data-quiet] button")
    until(lambda: window.run("() => !!document.querySelector('.quiet-strip')"), window)
    window.click("footer a[href='/privacy/']")
    until(lambda: window.run("() => document.querySelector('h1').textContent.trim() === 'Privacy'"), window)


@BROWSERS
def test_back_leads_out_and_forward_shows_nothing_that_was_read(name, open_window, outside, site):
    window = open_window(name)
    quiet_window(window, outside, site)
    window.traverse(-1)
    until(lambda: window.url == f"{outside.url}/search", window)
    window.wait(0.5)
    with window.watching():
        window.traverse(1)
        until(lambda: window.url == site.url + ARTICLE, window)
        window.wait(2)
    assert window.run("() => document.querySelector('h1').textContent").strip() != "Privacy"
    assert window.run("() => document.querySelectorAll('.quiet-strip').length") == 0
    assert not [title for title in window.titles if "Privacy" in title]


@BROWSERS
def test_leaving_is_as_strict_as_ever(name, open_window, outside, site):
    window = open_window(name)
    quiet_window(window, outside, site)
    window.press("Shift", "Shift")
    assert window.run("() => document.getElementById('leave-progress').textContent").startswith("Shift pressed twice")
    other = window.another(f"{site.url}/about/")
    window.press("x")
    window.requests.clear()
    outside.seen.clear()
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    until(lambda: other() == f"{outside.url}/target", window)
    assert {url for url in window.requests if not url.startswith("data:")} <= {
        f"{site.url}/leave/",
        f"{outside.url}/target",
    }
    assert all("Referer" not in headers for headers in outside.asked())
    window.wait(0.5)
    with window.watching():
        for step in (-1, -1, 1, 1, 1):
            window.traverse(step)
            window.wait(0.7)
            assert not window.url.startswith(site.url)
    assert [count for frame in window.frames if (count := strange(frame))] == []
    assert not [title for title in window.titles if "rivacy" in title or "ally" in title.lower()]


@BROWSERS
def test_all_is_gone_at_once_when_one_leaves_while_a_page_is_on_its_way(name, open_window, outside, site):
    window = open_window(name)
    quiet_window(window, outside, site)
    outside.stalled = True
    window.run("() => { document.querySelector('footer a').click(); }")
    seen = window.run(
        "() => { document.getElementById('leave').click();"
        " return getComputedStyle(document.documentElement).visibility + document.title + document.body; }"
    )
    assert seen == "hiddenInformationnull"
    until(lambda: len(outside.asked()) == 1, window)
    window.press("Escape")
    until(lambda: len(outside.asked()) == 2, window)
    assert strange(window.picture()) == 0
