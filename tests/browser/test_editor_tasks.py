"""Staff's tasks from beginning to end, by mouse or keyboard, with the clicks and fields each one takes.

The counts are printed at the end of the run and stand in docs/editors.md; a test fails when they differ.
"""

import re

from staff_tasks import action, click, fill_explainer, saved, tab_to, watched


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


def test_a_page_that_was_deleted_by_mistake_is_put_back(sign_in, visit, write, counter, counted, press):
    address = write("A wrong click", "<p>Still wanted.</p>")
    page = counter.watch(sign_in("Moderators"))
    page.goto("/admin/pages/?q=A+wrong+click")
    page.get_by_role("link", name="A wrong click").first.click()
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name="Delete").first.click()
    page.get_by_role("button", name="Yes, into the bin").click()
    page.get_by_text("lies in the bin").wait_for()
    assert visit(address).get_by_role("heading", name="This page is not here").is_visible()
    counter.clicks = 0
    press(page, page.get_by_role("link", name="Open the bin"))
    press(page, page.get_by_role("button", name="Put back A wrong click"))
    page.get_by_text("is back where it was").first.wait_for()
    counted("Put back a page that was deleted by mistake")
    assert visit(address).get_by_text("Still wanted.").is_visible()


def test_a_colleague_is_invited_and_comes(sign_in, visit, manage, site, counter, counted, press):
    manage(site, "from accounts.models import User; User.objects.filter(email='colleague@example.org').delete()")
    page = counter.watch(sign_in("Administrators"))
    press(page, page.get_by_role("button", name="Settings"))
    press(page, page.get_by_role("link", name="Users"))
    press(page, page.get_by_role("link", name="Add a user"))
    page.get_by_label("Their e-mail address").fill("colleague@example.org")
    page.get_by_role("radio", name="Editors: Writes").press("Space")
    press(page, page.get_by_role("button", name="Invite"))
    link = page.get_by_label("The link").input_value()
    counted("Invite a colleague")
    theirs = visit(link)
    theirs.get_by_label("Choose a password").fill("five quiet river stones lie")
    theirs.get_by_role("button", name="Go on").click()
    theirs.get_by_label("Email").fill("colleague@example.org")
    theirs.get_by_label("Password").fill("five quiet river stones lie")
    theirs.get_by_role("button", name="Sign in", exact=True).click()
    theirs.get_by_role("link", name="Write an article").first.wait_for()


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


def test_one_date_of_a_series_is_cancelled(sign_in, visit, counter, counted, press):
    page = counter.watch(sign_in("Moderators"))
    event = page.request.get("/admin/api/main/pages/?search=tuesday").json()["items"][0]["id"]
    page.goto(f"/admin/events/{event}/dates/")
    row = page.get_by_role("row").filter(has_text="Cancel, or full").first
    press(page, row.get_by_text("Cancel, or full"))
    row.get_by_label("What visitors should know").fill("The heating is broken.")
    press(page, row.get_by_role("button", name="Cancel this date"))
    page.get_by_text("is cancelled.").wait_for()
    counted("Cancel one date, from the dates of an event")
    assert visit("/events/tuesday-drop-in/").get_by_text("The heating is broken.").first.is_visible()


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
