"""What happens while someone writes: pasting, facts, the word check, being signed out, and pages of our own."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from staff_tasks import CLIPBOARD, PASSWORD, saved, watched


def test_a_fact_is_put_into_a_text_and_shows_its_value(sign_in, manage, site, write):
    manage(site, "from home.models import SiteSettings\nSiteSettings.objects.update(email='hello@example.org')")
    write("Write to us", "<p>Our address is</p>")
    page = sign_in("Moderators")
    page.goto("/admin/pages/?q=Write+to+us")
    page.get_by_role("link", name="Write to us").first.click()
    text = page.locator('[data-contentpath="body"] [contenteditable=true]').first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" /fact")
    page.get_by_role("option", name="A fact that keeps itself up to date").click()
    dialog = page.get_by_role("dialog", name="Which fact?")
    dialog.get_by_role("button", name="E-mail: hello@example.org").click()
    page.get_by_text("Our address is hello@example.org").wait_for()
    page.locator('[name="body-0-value"][value*="FACT"]').wait_for(state="attached")


def paste(page, html):
    """Put HTML on the clipboard as another program would, and paste it where the cursor is."""
    page.evaluate(
        """(html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", "plain");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


@pytest.mark.parametrize("program", ["word", "google-docs"])
def test_text_from_another_program_keeps_its_structure_and_nothing_else(sign_in, program, counter, counted):
    page = counter.watch(sign_in("Editors"))
    page.get_by_role("link", name="Write an article").click()
    page.get_by_role("link", name="Announcement").click()
    watched(page)
    page.get_by_role("textbox", name="Title").first.press_sequentially(f"From {program}")
    page.locator('[data-contentpath="body"] [contenteditable=true]').first.click()
    # The pictures of the other program lie on its own servers, which are not asked.
    asked, own = [], (page.url.partition("/admin/")[0], "data:", "blob:")
    page.on("request", lambda request: asked.append(request.url))
    paste(page, (CLIPBOARD / f"{program}.html").read_text())
    page.get_by_text("Put your phone away").wait_for()
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    saved(page)
    if program == "word":
        counted("Paste a text from Word")
    page.reload()
    body = page.locator('[data-contentpath="body"]')
    headings = [field.input_value() for field in body.locator('input[name$="-value"][type=text]').all()]
    assert headings[:2] == ["Listening to a friend", "What helps"]
    text = page.locator('[data-contentpath="body"] [contenteditable=true]')
    whole = " ".join(text.all_inner_texts())
    for kept in ("do not need the perfect words", "Count to five before you speak", "You can always come back"):
        assert kept in whole
    for noise in ("Maybe", "[RE1]", "quickly", "mso", "·", "Two mugs"):
        assert noise not in whole, noise
    assert body.locator("strong, [style*=bold]").filter(has_text="having a hard week").count() == 1
    assert body.locator("em, [style*=italic]").filter(has_text="Staying").count() == 1
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []
    stored = " ".join(field.input_value() for field in body.locator('input[type=hidden][name$="-value"]').all())
    # The editor writes the same data with and without blanks.
    assert '"url":"https://example.org/help"' in stored.replace('": "', '":"')
    assert body.locator("ul li", has_text="Ask one open question").count() >= 1
    assert body.locator("ol li").all_inner_texts() == [
        "Say what you heard.",
        "Ask whether you got it right.",
        "Offer one small next step.",
    ]
    assert body.locator("h3", has_text="Words that land softly").count() == 1
    assert body.locator("[style*='Comic'], [style*='red'], img").count() == 0


def test_the_word_check_speaks_while_someone_writes(sign_in, write):
    write("Being heard", "<p>They are voiceless.</p>")
    page = sign_in("Moderators")
    page.goto("/admin/pages/?q=Being+heard")
    page.get_by_role("link", name="Being heard").first.click()
    page.get_by_role("button", name="Toggle checks").click()
    row = page.locator("[data-content-checker-row]").filter(has_text="“voiceless”")
    row.get_by_text("Better: unheard.").wait_for()
    row.get_by_text("They are voiceless.").wait_for()
    mark = page.frame_locator("#w-preview-iframe").locator("mark", has_text="voiceless")
    mark.wait_for(state="attached")


# Signed out while typing


def test_nothing_is_lost_when_the_session_ends_while_typing(visit, manage, site):
    manage(
        site,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "User.objects.filter(email='typing@example.org').delete()\n"
        f"person = User.objects.create_user('typing@example.org', '{PASSWORD}')\n"
        "person.groups.add(Group.objects.get(name='Editors'))",
    )

    def enter(page):
        page.get_by_label("Email").fill("typing@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    page = visit("/admin/login/", viewport={"width": 1280, "height": 900})
    enter(page)
    page.wait_for_url("**/admin/")
    page.context.add_init_script(
        "document.addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watched = 'yes' })"
    )
    page.get_by_role("link", name="Write an article").click()
    page.get_by_role("link", name="An empty page").click()
    watched(page)
    page.get_by_role("textbox", name="Title").first.press_sequentially("Half a thought")
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    saved(page)
    manage(site, "from accounts.models import User\nUser.objects.get(email='typing@example.org').end_sessions()")
    page.get_by_role("textbox", name="Standfirst").press_sequentially("and the other half")

    dialog = page.get_by_role("dialog", name="You were signed out")
    dialog.wait_for()
    assert page.get_by_role("textbox", name="Standfirst", include_hidden=True).input_value() == "and the other half"
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in again").click()
    other = opened.value
    enter(other)
    other.get_by_text("Close this tab").wait_for()
    other.close()
    dialog.wait_for(state="detached")
    saved(page)
    page.reload()
    assert page.get_by_role("textbox", name="Standfirst").input_value() == "and the other half"


def test_saving_by_hand_after_being_signed_out_sends_nothing_into_the_void(sign_in):
    page = sign_in("Editors")
    page.goto("/admin/articles/new/")
    page.get_by_role("link", name="An empty page").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Title").first.fill("Typed too late")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("dialog", name="You were signed out").wait_for()
    assert page.get_by_role("textbox", name="Title", include_hidden=True).first.input_value() == "Typed too late"


# Our own pages in the editor


OWN = {
    "first page": ("/admin/", "section.tasks"),
    "what needs attention": ("/admin/attention/", "main"),
    "templates": ("/admin/articles/new/", "main"),
    "facts": ("/admin/facts/", "main"),
    "guide": ("/admin/guide/", "main"),
    "words to avoid": ("/admin/words-to-avoid/", "main"),
    "consents": ("/admin/consents/", "main"),
    "a new consent": ("/admin/consents/new/", "main"),
    "a link to a draft": ("/admin/pages/3/share/", "main"),
    "is everything well": ("/admin/well/", "main"),
    "bin": ("/admin/bin/", "main"),
}


@pytest.mark.parametrize(("path", "part"), OWN.values(), ids=OWN.keys())
def test_axe_finds_nothing_on_our_pages_in_the_editor(sign_in, path, part):
    page = sign_in("Administrators" if "well" in path else "Moderators")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
        found = Axe().run(page, context=part, options=options)
        faults = [
            f"{scheme}: {fault['id']}: {node['html'][:160]}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert faults == []


def test_the_panel_before_publishing_has_no_faults_for_axe(sign_in, write):
    write("Panel", "<p>A pimp came.</p>")
    page = sign_in("Moderators")
    page.goto("/admin/pages/?q=Panel")
    page.get_by_role("link", name="Panel", exact=True).first.click()
    page.get_by_role("tab", name="Before publishing").click()
    page.locator(".advice strong").first.wait_for()
    found = Axe().run(page, context=".advice", options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [fault["id"] for fault in found.response["violations"]] == []
    page.get_by_role("link", name="Go there").first.click()
    assert page.locator('[data-contentpath="body"] [contenteditable=true]').first.is_visible()
