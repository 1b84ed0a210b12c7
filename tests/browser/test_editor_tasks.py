"""Staff's tasks from beginning to end, by mouse or keyboard, with the clicks and fields each one takes.

The counts are printed at the end of the run and stand in docs/editors.md; a test fails when they differ.
"""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PASSWORD

CLIPBOARD = Path(__file__).parent / "clipboard"
GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "editors.md"
COUNT = """
addEventListener("click", (event) => event.isTrusted && event.detail > 0 && window.counted("click", ""), true);
addEventListener("input", (event) => {
  event.target.countedAs ??= event.target.name || event.target.id || `text ${Math.random()}`;
  window.counted("field", event.target.countedAs);
}, true);
document.addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = "yes"; });
"""


class Counter:
    """Counts the clicks of a mouse and the fields typed into, in every window that it watches."""

    def __init__(self):
        self.clicks, self.fields = 0, set()

    def watch(self, page):
        page.context.expose_binding("counted", lambda _source, kind, name: self.add(kind, name))
        page.context.add_init_script(COUNT)
        page.goto("/admin/")
        return page

    def add(self, kind, name):
        if kind == "click":
            self.clicks += 1
        else:
            self.fields.add(name)


@pytest.fixture
def counter():
    return Counter()


def tab_to(page, locator, most=150):
    """Press Tab until ``locator`` has the focus, as somebody without a mouse does."""
    handle = locator.element_handle()
    for _step in range(most):
        if page.evaluate("(wanted) => document.activeElement === wanted", handle):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {locator}")


def click(page, locator):
    """Press what ``locator`` names with the mouse."""
    locator.click()


def enter(page, locator):
    """Press what ``locator`` names with the keyboard: go there with Tab, then Enter."""
    locator.wait_for()
    tab_to(page, locator, most=400)
    if not locator.get_attribute("contenteditable"):
        page.keyboard.press("Enter")


@pytest.fixture(params=[click, enter], ids=["mouse", "keyboard"])
def press(request):
    """Return the way in which a journey presses things."""
    return request.param


@pytest.fixture
def counted(counter, journeys, request):
    """Return a function that notes what a journey took and compares it with the guide."""

    def note(journey):
        if request.node.funcargs.get("press") is enter:
            assert counter.clicks == 0
            return
        journeys.append((journey, counter.clicks, len(counter.fields)))
        row = re.search(rf"^\| {re.escape(journey)} \| (\d+) \| (\d+) \|$", GUIDE.read_text(), re.MULTILINE)
        assert row, f"docs/editors.md lacks: | {journey} | {counter.clicks} | {len(counter.fields)} |"
        assert (int(row[1]), int(row[2])) == (counter.clicks, len(counter.fields)), sorted(counter.fields)

    return note


def watched(page):
    """Wait until the form notices what is typed: Wagtail begins two seconds after the page is there."""
    page.locator("html[data-watched]").wait_for(state="attached")
    return page


def saved(page):
    page.locator("#w-autosave-indicator").get_by_text("Saved").wait_for()


def action(page, name, press=click):
    press(page, page.get_by_role("button", name="More actions").first)
    press(page, page.get_by_role("button", name=name, exact=True))


def text_of(page, path):
    return page.locator(f'[data-contentpath="{path}"] [contenteditable=true]')


def fill_explainer(page, title):
    """Write an article into the pieces of “Explainer with principles”, with two pieces taken out."""
    page.get_by_role("textbox", name="Title").first.press_sequentially(title)
    paragraph = page.locator('[data-contentpath="body"] [contenteditable=true]')
    paragraph.first.click()
    page.keyboard.type("We begin with listening.")
    page.locator('[name="body-1-value-term"]').fill("Listening")
    paragraph.nth(1).click()
    page.keyboard.type("Listening is giving someone time.")
    page.locator('[name="body-2-value-title"]').fill("Time first")
    paragraph.nth(2).click()
    page.keyboard.type("Sit down. Stay.")
    page.locator('[name="next_step-0-value-title"]').fill("Call a friend today")
    # The second principle and the call to action are not wanted: one click each.
    for _piece in range(2):
        page.locator('[data-contentpath="body"]').get_by_role("button", name="Delete").nth(3).click()


@pytest.fixture
def write(manage, site):
    """Return a function that runs Python with a published article called ``title`` as ``article``."""

    def run(title, text, more=""):
        slug = re.sub(r"\W+", "-", title.lower())
        manage(
            site,
            "from blog.models import *; from consent.models import Consent; from accounts.models import User\n"
            f"[one.delete() for one in ArticlePage.objects.filter(slug={slug!r})]\n"
            f"article = ArticlePage(title={title!r}, slug={slug!r}, live=False, body=[('paragraph', {text!r})])\n"
            f"BlogIndexPage.objects.get().add_child(instance=article)\narticle.save_revision(log_action=True).publish()\n{more}",
        )
        return f"/lets-talk-about/{slug}/"

    return run


def test_a_first_article_from_template_to_published(sign_in, visit, counter, counted):
    editor = counter.watch(sign_in("Editors"))
    editor.get_by_role("link", name="Write an article").click()
    editor.get_by_role("link", name="Explainer with principles").click()
    watched(editor)
    fill_explainer(editor, "How time helps")
    editor.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    saved(editor)
    action(editor, "Submit to Review before publishing")
    editor.get_by_text("has been submitted for moderation").wait_for()
    # Into the three texts one clicks to write, and to see that everything is saved takes none.
    assert counter.clicks - 3 <= 12
    counted("First article, from template to “sent for review”")

    moderator = sign_in("Moderators")
    moderator.get_by_role("link", name="How time helps").first.click()
    action(moderator, "Approve and Publish")
    moderator.get_by_text("has been updated").wait_for()
    page = visit("/lets-talk-about/how-time-helps/")
    assert page.get_by_role("heading", name="Time first").is_visible()
    assert page.locator("dfn", has_text="Listening").is_visible()
    assert page.get_by_text("Call a friend today").is_visible()


def test_hours_changed_once_are_seen_in_three_places(sign_in, visit, write, counter, counted, press):
    address = write("When to come", '<p>Come <embed embedtype="fact" fact="hours"/>.</p>')
    page = counter.watch(sign_in("Administrators"))
    press(page, page.get_by_role("link", name="Change our hours"))
    hours = f"Mondays, noon to {'six' if press is click else 'seven'}"
    page.get_by_role("textbox", name="Opening hours").fill(hours)
    press(page, page.get_by_role("button", name="Save").first)
    page.get_by_text("updated").first.wait_for()
    counted("Change the opening hours once")
    for place in (address, "/get-help/", "/about/"):
        assert visit(place).get_by_text(hours).first.is_visible(), place


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
    assert body.locator("[style*='Comic'], [style*='red'], img, table").count() == 0


def test_a_flagged_word_is_mended_from_the_report(sign_in, visit, write, counter, counted, press):
    address = write("Plain talk", "<p>A pimp came.</p>")
    page = counter.watch(sign_in("Moderators"))
    press(page, page.get_by_role("link", name="See what needs attention"))
    row = page.get_by_role("listitem").filter(has_text="Plain talk: “pimp”")
    press(page, row.get_by_role("link", name="Change"))
    watched(page)
    text = page.locator('[data-contentpath="body"] [contenteditable=true]').first
    press(page, text)
    page.keyboard.press("Control+a")
    page.keyboard.type("A trafficker came.")
    saved(page)
    action(page, "Publish", press)
    page.get_by_text("published").first.wait_for()
    counted("Mend a word from the report")
    assert visit(address).get_by_text("A trafficker came.").is_visible()
    page.goto("/admin/attention/")
    assert page.get_by_text("Plain talk: “pimp”").count() == 0


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


def test_an_older_version_is_restored(sign_in, visit, write, counter, counted, press):
    address = write(
        "Kept safe",
        "<p>The first words.</p>",
        "article.body = [('paragraph', '<p>Other words.</p>')]\narticle.save_revision(log_action=True).publish()",
    )
    page = counter.watch(sign_in("Moderators"))
    page.goto("/admin/pages/?q=Kept+safe")
    press(page, page.get_by_role("link", name="Kept safe").first)
    press(page, page.get_by_role("link", name=re.compile("History")).first)
    press(page, page.get_by_role("button", name="Actions").last)
    press(page, page.get_by_role("link", name="Review this version").last)
    press(page, page.get_by_role("button", name="Replace current draft"))
    page.get_by_text("has been replaced").first.wait_for()
    page.goto("/admin/pages/?q=Kept+safe")
    press(page, page.get_by_role("link", name="Kept safe").first)
    action(page, "Publish", press)
    page.get_by_text("published").first.wait_for()
    counted("Restore an older version and publish it")
    assert visit(address).get_by_text("The first words.").is_visible()


def test_a_consent_is_withdrawn_and_the_story_is_gone(sign_in, visit, write, counter, counted, press):
    address = write(
        "A story told",
        "<p>Once.</p>",
        "article.consent = Consent.objects.create(person='M. of the circle', covers_story=True, withdrawal_contact='x',"
        " paid='no')\narticle.is_story = True\narticle.save_revision()\narticle.get_workflow().start(article, None)\n"
        "for name in ('Moderators', 'Survivor leadership'):\n"
        "    article.current_workflow_task_state.approve(user=User.objects.filter(groups__name=name).first())\n"
        "    article.refresh_from_db()",
    )
    assert visit(address).get_by_text("Once.").is_visible()
    page = counter.watch(sign_in("Moderators"))
    press(page, page.get_by_role("link", name="Consents"))
    press(page, page.get_by_role("link", name="M. of the circle").last)
    press(page, page.get_by_role("link", name="They have changed their mind"))
    page.get_by_role("link", name="A story told").wait_for()
    press(page, page.get_by_role("button", name="Yes, withdraw and take down"))
    page.get_by_text("Withdrawn. Taken down: A story told.").wait_for()
    counted("Withdraw a consent")
    assert visit(address).get_by_role("heading", name="This page is not here").is_visible()


def test_a_broken_link_is_found_and_mended(sign_in, visit, write, counter, counted, press):
    hidden = "ArticlePage.objects.get(slug='nowhere-yet')"
    write("Nowhere yet", "<p>Draft.</p>", f"{hidden}.unpublish()")
    address = write(
        "Leads nowhere",
        "<p>x</p>",
        f"article.body = [('paragraph', '<p>Read <a linktype=\"page\" id=\"%d\">this</a>.</p>' % {hidden}.pk)]\n"
        "article.save_revision().publish()",
    )
    page = counter.watch(sign_in("Moderators"))
    press(page, page.get_by_role("link", name="See what needs attention"))
    row = page.get_by_role("listitem").filter(has_text="Leads nowhere: A link leads to")
    press(page, row.get_by_role("link", name="Mend"))
    watched(page)
    text = page.locator('[data-contentpath="body"] [contenteditable=true]').first
    press(page, text)
    page.keyboard.press("Control+a")
    page.keyboard.type("Read what comes soon.")
    saved(page)
    action(page, "Publish", press)
    page.get_by_text("published").first.wait_for()
    counted("Find and mend a broken link")
    assert visit(address).get_by_text("Read what comes soon.").is_visible()
    page.goto("/admin/attention/")
    assert page.get_by_text("Leads nowhere: A link").count() == 0


# With the keyboard alone; the journeys above are made that way, too


def test_everything_can_be_done_with_the_keyboard_alone(sign_in, counter, counted):
    page = counter.watch(sign_in("Editors"))
    tab_to(page, page.get_by_role("link", name="Write an article"))
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Announcement")
    link.wait_for()
    tab_to(page, link)
    page.keyboard.press("Enter")
    watched(page)
    tab_to(page, page.get_by_role("textbox", name="Title").first)
    page.keyboard.type("By keyboard alone")
    texts = page.locator('[data-contentpath="body"] [contenteditable=true]')
    tab_to(page, texts.first)
    page.keyboard.type("First words.")
    # The empty heading goes, and the other paragraph moves up.
    pieces = page.locator('[data-contentpath="body"]')
    tab_to(page, pieces.get_by_role("button", name="Delete").nth(1))
    page.keyboard.press("Enter")
    tab_to(page, texts.nth(1))
    page.keyboard.type("Second words.")
    page.keyboard.press("Shift+Tab")
    up = pieces.get_by_role("button", name="Move up").nth(1)
    while not page.evaluate("(wanted) => document.activeElement === wanted", up.element_handle()):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, page.locator('[name="next_step-0-value-title"]'))
    page.keyboard.type("Come by")
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    saved(page)
    tab_to(page, page.get_by_role("button", name="More actions").first, most=400)
    page.keyboard.press("Enter")
    submit = page.get_by_role("button", name="Submit to Review before publishing", exact=True)
    submit.wait_for()
    tab_to(page, submit)
    page.keyboard.press("Enter")
    page.get_by_text("has been submitted for moderation").wait_for()
    assert counter.clicks == 0
    counted("The same with the keyboard alone")


# Signed out while typing


def test_nothing_is_lost_when_the_session_ends_while_typing(visit, manage, site):
    manage(
        site,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
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
