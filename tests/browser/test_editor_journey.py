"""Staff's work by clicking: write, preview, send to review, approve, change, compare, unpublish."""

import re

TITLE = "How to listen well"
ADDRESS = "/lets-talk-about/how-to-listen-well/"


def add_block(page, name):
    page.locator("#panel-child-content-body-section").get_by_role("button", name="Insert a block").last.click()
    page.get_by_placeholder("Search options").fill(name)
    page.get_by_role("option", name=name).first.click()


def open_blog(page):
    page.goto("/admin/pages/")
    page.get_by_role("link", name=re.compile("Explore child pages of .Home.")).click()
    page.get_by_role("link", name=re.compile("Explore child pages of .Let’s Talk About.")).click()
    page.wait_for_load_state()


def begin_empty_article(page):
    open_blog(page)
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="An empty page").click()
    page.wait_for_load_state("networkidle")


def choose_action(page, name):
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name=name, exact=True).click()


def test_an_article_from_first_word_to_unpublishing(sign_in, visit):
    # An editor writes an article with a principle and a definition …
    editor = sign_in("Editors")
    begin_empty_article(editor)
    editor.get_by_role("textbox", name="Title").first.press_sequentially(TITLE)
    add_block(editor, "Principle")
    editor.locator('[name="body-0-value-title"]').fill("Listening first")
    texts = editor.locator('[data-contentpath="body"] [data-contentpath="text"] [contenteditable=true]')
    texts.first.click()
    editor.keyboard.type("Ask before you act.")
    add_block(editor, "Definition")
    editor.locator('[name="body-1-value-term"]').fill("Listening")
    texts.last.click()
    editor.keyboard.type("Listening is giving someone time.")
    # … which is saved while they type …
    editor.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    # … looks at it beside the form …
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    preview.get_by_role("heading", name=TITLE).wait_for()
    assert preview.locator("dfn", has_text="Listening").is_visible()
    # … and sends it to review.
    choose_action(editor, "Submit to Review before publishing")
    editor.get_by_text("has been submitted for moderation").wait_for()
    assert visit(ADDRESS).get_by_role("heading", name="This page is not here").is_visible()

    # A moderator finds it on the first page of the editor and approves it.
    moderator = sign_in("Moderators")
    moderator.get_by_role("link", name=TITLE).first.click()
    choose_action(moderator, "Approve and Publish")
    moderator.get_by_text("has been updated").wait_for()
    live = visit(ADDRESS)
    assert live.get_by_role("heading", name=TITLE, level=1).is_visible()
    assert live.get_by_role("heading", name="Listening first").is_visible()
    assert live.locator("aside.definition dfn").inner_text() == "Listening"

    # They change it …
    open_blog(moderator)
    moderator.get_by_role("link", name=TITLE).first.click()
    moderator.wait_for_load_state("networkidle")
    edit_url = moderator.url
    moderator.locator('[name="body-0-value-title"]').fill("Listening before all else")
    choose_action(moderator, "Publish")
    moderator.get_by_text("published").first.wait_for()
    live.reload()
    assert live.get_by_role("heading", name="Listening before all else").is_visible()

    # … compare it with what it was …
    moderator.goto(edit_url.replace("/edit/", "/history/"))
    moderator.get_by_role("button", name="Actions").first.click()
    moderator.get_by_role("link", name=re.compile("Compare with previous")).first.click()
    moderator.locator("ins, .addition").filter(has_text=re.compile("before all else")).first.wait_for()

    # … and take it down.
    moderator.goto(edit_url.replace("/edit/", "/unpublish/"))
    moderator.get_by_role("button", name=re.compile("Yes, unpublish", re.IGNORECASE)).click()
    moderator.get_by_text("unpublished").first.wait_for()
    live.reload()
    assert live.get_by_role("heading", name="This page is not here").is_visible()


def test_a_placeholder_is_refused_in_words_and_nothing_is_lost(sign_in):
    page = sign_in("Moderators")
    begin_empty_article(page)
    page.get_by_role("textbox", name="Title").first.press_sequentially("An open question")
    page.get_by_role("textbox", name="Standfirst").fill("We are open [[fill in: opening hours]].")
    choose_action(page, "Publish")
    page.get_by_text("opening hours still to be filled in").first.wait_for()
    assert page.get_by_role("textbox", name="Standfirst").input_value() == "We are open [[fill in: opening hours]]."


def test_a_picture_is_asked_for_its_alt_text(sign_in, tmp_path):
    from pathlib import Path

    page = sign_in("Editors")
    page.goto("/admin/images/add/")
    page.locator("#fileupload, [type=file]").first.set_input_files(Path("static/root/icon-512.png").resolve())
    page.get_by_role("textbox", name="Title").fill("icon-512")
    page.get_by_role("textbox", name="Alt text").fill("Three light lines on a dark square")
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("Image 'icon-512' added.").wait_for()


def test_an_administrator_changes_the_menu_and_a_contact(sign_in, visit, manage, site):
    # As it was, where this is the second try.
    manage(site, "from home.models import MenuItem; MenuItem.objects.filter(label='Who we are').update(label='About')")
    page = sign_in("Administrators")
    page.goto("/admin/snippets/home/menu/")
    page.get_by_role("link", name="Main menu, at the top").click()
    label = page.locator('[name="items-4-label"]')
    assert label.input_value() == "About"
    label.fill("Who we are")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("updated").first.wait_for()
    shown = visit("/", viewport={"width": 1280, "height": 800})
    assert shown.get_by_role("navigation", name="Main").get_by_role("link", name="Who we are").is_visible()

    page.goto("/admin/snippets/resources/crisiscontact/")
    page.get_by_role("link", name="Example night and day line").click()
    page.get_by_role("textbox", name="Hours").fill("Weekdays, noon to midnight")
    choose_action(page, "Publish")
    page.get_by_text("published").first.wait_for()
    shown.reload()
    assert shown.get_by_text("Weekdays, noon to midnight").is_visible()
