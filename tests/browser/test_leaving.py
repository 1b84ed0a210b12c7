"""Leaving this site, in Chromium and in Firefox, with and without JavaScript, against someone who presses Back.

The first lines of the strict list in docs/safety.md; the number stands at each test.
"""

from leaving_journeys import ARTICLE, BROWSERS, SCRIPTS, come_and_read, strange, until


@BROWSERS
def test_control_a_plain_link_is_undone_by_back_because_pages_are_kept_in_memory(name, open_window, outside):
    window = open_window(name)
    window.open(f"{outside.url}/plain")
    window.click("#go")
    until(lambda: window.url.endswith("/target"), window)
    window.wait(0.5)
    with window.watching():
        window.traverse(-1)
        until(lambda: window.url.endswith("/plain"), window)
        window.wait(0.5)
    assert window.run("() => document.title") == "from memory"
    assert any(strange(frame) for frame in window.frames)


@BROWSERS
def test_control_our_own_page_comes_back_too_when_one_leaves_it_in_the_plain_way(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    window.run("target => { location.href = target; }", f"{outside.url}/target")
    until(lambda: window.url.endswith("/target"), window)
    window.wait(0.5)
    window.traverse(-1)
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    assert strange(window.picture()) > 1000


@SCRIPTS
@BROWSERS
def test_1_and_2_back_and_forward_never_show_this_site(name, javascript, open_window, outside, site):
    window = open_window(name, javascript=javascript)
    come_and_read(window, outside, site)
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.wait(0.5)
    with window.watching():
        for step in (-1, -1, -1, 1, 1, 1, 1):
            window.traverse(step)
            window.wait(0.7)
            assert not window.url.startswith(site.url)
    assert len(window.frames) > 5
    assert [count for frame in window.frames if (count := strange(frame))] == []
    assert not [title for title in window.titles if "prostitution" in title.lower() or "ally" in title.lower()]


@BROWSERS
def test_3_everything_is_gone_at_once_while_the_target_keeps_one_waiting(name, open_window, outside, site):
    window = open_window(name)
    come_and_read(window, outside, site)
    assert window.spoken(), "there is something to be read out before"
    outside.stalled = True
    took, title, hidden, body = (
        window.run(
            """() => {
          const begin = performance.now();
          document.getElementById("leave").click();
          const took = performance.now() - begin;
          const seen = getComputedStyle(document.documentElement).visibility;
          return JSON.stringify([took, document.title, seen, document.body]);
        }"""
        )
        .strip("[]")
        .split(",")
    )
    assert float(took) < 100
    assert (title, hidden, body) == ('"Information"', '"hidden"', "null")
    window.wait(0.3)
    assert strange(window.picture()) == 0
    assert not any(word in window.spoken() for word in ("heading", "link", "Privacy", "help"))


@BROWSERS
def test_4_esc_after_leaving_keeps_the_page_blank_and_tries_again(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    outside.stalled = True
    window.click("#leave")
    until(lambda: len(outside.asked()) == 1, window)
    window.press("Escape")
    until(lambda: len(outside.asked()) == 2, window)
    assert strange(window.picture()) == 0


@SCRIPTS
@BROWSERS
def test_5_leaving_tells_the_target_nothing_and_asks_nobody_else(name, javascript, open_window, outside, site):
    window = open_window(name, javascript=javascript)
    window.open(site.url + ARTICLE)
    window.wait(0.5)
    window.requests.clear()
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.wait(0.3)
    assert {url for url in window.requests if not url.startswith("data:")} <= {
        f"{site.url}/leave/",
        f"{outside.url}/target",
    }
    (headers,) = outside.asked()
    assert "Referer" not in headers
    assert "leave" not in site.log.read_text()
    # It is asked as at a first visit, header for header, but for what browsers add by themselves: that one came from
    # another site, not from which, and whether it was a person who pressed something.
    newcomer = open_window(name, javascript=javascript)
    newcomer.open(f"{outside.url}/target")
    _left, first = outside.asked()
    differs = {word for word in {*headers, *first} if headers.get(word) != first.get(word)}
    assert differs <= {"Sec-Fetch-Site", "Sec-Fetch-User"}
    assert headers.get("Sec-Fetch-Site", "none") in {"none", "cross-site"}


@BROWSERS
def test_6_shift_three_times_leaves_and_says_how_far_one_is(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    status = "() => document.getElementById('leave-progress').textContent"
    window.click("#header-search")
    for keys in (["Shift+a"] * 4, ["Control+Shift"] * 4, ["Shift", "Shift", "x", "Shift"]):
        window.press(*keys)
        window.wait(0.2)
        assert window.url == site.url + ARTICLE
    window.press("x")
    assert window.run(status) == ""
    window.press("Shift")
    assert window.run(status) == "Shift pressed once. Press it two more times to leave this site."
    window.press("Shift")
    assert window.run(status) == "Shift pressed twice. Press it once more to leave this site."
    shown = window.run(
        "() => { const box = document.getElementById('leave-progress').getBoundingClientRect();"
        " return box.height > 20 && box.top >= 0 && box.bottom <= innerHeight; }"
    )
    assert shown
    window.press("Shift")
    until(lambda: window.url == f"{outside.url}/target", window)


def test_6_it_also_leaves_where_firefox_refuses_all_cookies(open_window, outside, site):
    window = open_window("firefox", **{"network.cookie.cookieBehavior": 2})
    window.open(site.url + ARTICLE)
    window.press("Shift", "Shift", "Shift")
    until(lambda: window.url == f"{outside.url}/target", window)


@BROWSERS
def test_6_shift_counts_inside_a_dialog_and_is_forgotten_after_five_seconds(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    window.run(
        "() => { const dialog = document.createElement('dialog'); dialog.innerHTML = '<input id=inside>';"
        " document.body.append(dialog); dialog.showModal(); dialog.firstChild.focus(); }"
    )
    window.press("Shift", "Shift")
    assert window.run("() => document.querySelector('dialog #leave-progress').textContent").startswith("Shift pressed")
    window.wait(5.3)
    window.press("Shift")
    window.wait(0.3)
    assert window.url == site.url + ARTICLE
    window.press("Shift", "Shift")
    until(lambda: window.url == f"{outside.url}/target", window)
