"""What a person does who reads without a trail."""

from urllib.parse import urlsplit


def switch_on(page):
    """Press the switch of a page, and wait for the strip; return the page."""
    page.locator("main [data-quiet] button, .get-help [data-quiet] button").first.click()
    page.locator(".quiet-strip").wait_for()
    return page


def go(page, path):
    """Follow a link to an address, wherever the page may have it; wait until the page has come."""
    with page.expect_response(lambda answer: urlsplit(answer.url).path == urlsplit(path).path):
        page.evaluate(
            "path => { document.querySelector('h1').dataset.before = ''; const link = document.createElement('a');"
            " link.href = path; document.body.append(link); link.click(); link.remove(); }",
            path,
        )
    page.locator("h1:not([data-before])").wait_for()
