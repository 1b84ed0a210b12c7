"""Pictures and files are fetched within bounds, come in by the one door of uploads, and are told when they do not."""

from dataclasses import replace

import pytest
from old_server import GOOD, OldServer, moving_gif, picture, with_place
from old_sites import Old, squarespace, wordpress
from PIL import Image
from wagtail.documents import get_document_model

from importer.models import Imported
from importer.writing import download, undo, uploads
from importer.writing.download import FetchError, Store, identity
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def bring_pictures(bring, old_server, store, own_media):
    """Return a function that brings one article with some HTML over; gives (run, page)."""

    def bring_html(html, **options):
        old = Old(html=html.replace("BASE", old_server.base), **options)
        run = bring(squarespace(old, base=old_server.base), store=store)
        return run, run.rows.get().page.specific

    return bring_html


def losses(run):
    return [told for row in run.rows.all() for what, told in row.losses if what in ("picture", "file")]


def test_a_picture_comes_in_without_what_it_tells_about_people(bring_pictures):
    OldServer.files["/place.jpg"] = with_place()
    run, page = bring_pictures('<p>a</p><img src="BASE/place.jpg" alt="A door"><p>b</p>')
    assert [block.block_type for block in page.body] == ["paragraph", "image", "paragraph"]
    image = page.body[1].value["image"]
    assert image.description == "A door"
    with Image.open(image.file) as kept:
        assert not kept.getexif()
    assert losses(run) == []


def test_a_picture_without_alt_text_waits_for_a_person(bring_pictures, sign_in):
    bring_pictures('<img src="BASE/river.jpg" alt="river.jpg">')
    assert SiteImage.objects.get(title="river").description == ""
    assert "river" in sign_in(None).get("/admin/attention/").content.decode()


def test_the_same_picture_comes_once_however_it_is_written(bring_pictures):
    OldServer.files["/copy.jpg"] = GOOD
    before = SiteImage.objects.count()
    _run, page = bring_pictures(
        '<img src="BASE/river.jpg?format=300w"><p>a</p><img src="BASE/river.jpg?format=1500w"><p>b</p>'
        '<img src="BASE/copy.jpg">'
    )
    assert SiteImage.objects.count() == before + 1
    assert {block.value["image"].pk for block in page.body if block.block_type == "image"} == {
        SiteImage.objects.last().pk
    }
    assert [path for path, _range, _host in OldServer.asked].count("/river.jpg") == 1


def test_pictures_with_one_name_in_two_folders_are_two(bring_pictures):
    OldServer.files |= {"/a/img.jpg": picture(colour="red"), "/b/img.jpg": picture(colour="blue")}
    before = SiteImage.objects.count()
    bring_pictures('<img src="BASE/a/img.jpg"><p>x</p><img src="BASE/b/img.jpg">')
    assert SiteImage.objects.count() == before + 2


def test_again_nothing_is_fetched(bring, bring_pictures, old_server, store):
    bring_pictures('<img src="BASE/river.jpg">')
    OldServer.asked.clear()
    again, _page = bring_pictures('<img src="BASE/river.jpg">')
    assert [row.action for row in again.rows.all()] == ["unchanged"]
    assert OldServer.asked == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone.jpg", "404"),
        ("inside.jpg", "does not belong"),
        ("elsewhere.jpg", "does not belong"),
        ("as-file.jpg", "kind of address"),
        ("around.jpg", "circles"),
        ("huge.jpg", "10 MB"),
        ("endless.jpg", "10 MB"),
        ("slow.jpg", "in time"),
        ("lies.jpg", "no picture"),
        ("page.jpg", "no picture"),
        ("drawing.svg", "JPEG"),
        ("many.png", "million pixels"),
        ("empty.jpg", "empty"),
    ],
)
def test_what_is_no_picture_is_a_note_and_never_a_link_to_the_old_site(bring_pictures, path, said, monkeypatch):
    OldServer.files |= {"/page.jpg": b"<html>sign in</html>", "/drawing.svg": b"<svg onload='x()'/>", "/empty.jpg": b""}
    if path == "many.png":
        OldServer.files["/many.png"] = picture("PNG", size=(9000, 9000))
    run, page = bring_pictures(f'<p>a</p><img src="BASE/{path}" alt="A garden gate"><p>b</p>')
    (loss,) = losses(run)
    assert said in loss
    text = str(page.body.raw_data[:])
    assert "A picture is missing here: A garden gate" in text
    assert "127.0.0.1" not in text
    assert Imported.objects.get(page=page).open["missing"]


def test_addresses_inside_our_own_network_are_never_asked(old_server, tmp_path):
    store = Store(tmp_path, ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "metadata.example"], pause=0)
    port = old_server.server_port
    hosts = [f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", "10.0.0.1", f"2130706433:{port}", "0x7f.1"]
    addresses = [f"http://{host}/river.jpg" for host in hosts]
    store.fetch(addresses)
    for address in addresses:
        with pytest.raises(FetchError):
            store.find(address)
    assert OldServer.asked == []


def test_only_hosts_of_the_old_site_are_asked(old_server, tmp_path):
    store = Store(tmp_path, [], allowed=lambda _address: True, pause=0)
    store.fetch([f"{old_server.base}/river.jpg"])
    assert OldServer.asked == []


def test_a_download_that_broke_off_goes_on_where_it_was(bring_pictures):
    run, _page = bring_pictures('<img src="BASE/breaks-off.jpg">')
    assert losses(run) == []
    ranges = [asked for _path, asked, _host in OldServer.asked]
    assert ranges[0] == ""
    assert ranges[1].startswith("bytes=")


def test_a_busy_server_is_asked_again_a_little_later(bring_pictures):
    run, _page = bring_pictures('<img src="BASE/busy.jpg">')
    assert losses(run) == []
    assert len(OldServer.asked) == 3


def test_a_redirect_within_the_old_site_is_followed(bring_pictures):
    run, _page = bring_pictures('<img src="BASE/moved.jpg">')
    assert losses(run) == []


def test_of_a_gif_its_first_picture_is_kept(bring_pictures):
    OldServer.files["/dance.gif"] = moving_gif()
    run, page = bring_pictures('<img src="BASE/dance.gif" alt="Two colours">')
    assert losses(run) == []
    assert page.body[0].value["image"].file.name.endswith(".png")


def test_a_featured_picture_is_the_one_of_its_number_alone(bring, old_server, store, own_media):
    featured = Old(title="Picture", kind="attachment", number="7", link="/x", address=f"{old_server.base}/river.jpg")
    run = bring(
        wordpress(Old(meta={"_thumbnail_id": "7"}, number="1"), Old(title="Other", link="/o"), featured), store=store
    )
    rows = {row.title: row.page.specific for row in run.rows.all()}
    # The old site is another host than its pictures.
    assert rows["Other"].listing_image is None
    assert rows["A walk by the river"].listing_image.title == "river"


def test_a_gallery_keeps_what_came(bring_pictures):
    OldServer.files |= {"/a.jpg": picture(colour="red"), "/b.jpg": picture(colour="blue")}
    _run, page = bring_pictures(
        '<div class="sqs-gallery"><img src="BASE/a.jpg"><img src="BASE/gone.jpg" alt="A gate">'
        '<img src="BASE/b.jpg"></div>'
    )
    assert [block.block_type for block in page.body] == ["gallery", "paragraph"]
    assert len(page.body[0].value["pictures"]) == 2
    page.body.stream_block.clean(page.body)


def test_files_of_the_old_site_come_along(bring_pictures, monkeypatch):
    OldServer.files["/s/plan.txt"] = b"Bring soup."
    run, page = bring_pictures(
        '<p>Read <a href="/s/plan.txt">the plan</a> first.</p><p><a href="/s/plan.txt">The plan</a></p>'
    )
    document = get_document_model().objects.get(title="the plan")
    assert f'<a linktype="document" id="{document.pk}">the plan</a>' in str(page.body.raw_data[0])
    assert page.body[1].value["document"] == document
    assert losses(run) == []


def test_a_file_that_could_harm_stays_away_and_is_told(bring_pictures):
    OldServer.files["/s/plan.pdf"] = b"MZ\x90\x00 this is a program"
    run, _page = bring_pictures('<p>Read <a href="/s/plan.pdf">the plan</a> first.</p>')
    assert "plan.pdf" in losses(run)[0]
    assert not get_document_model().objects.filter(title="the plan").exists()


def test_an_item_that_fails_leaves_no_file_behind(bring_pictures, monkeypatch, own_media, bring, old_server, store):
    from importer.writing.pages import PageWriter

    before = {path for path in own_media.rglob("*") if path.is_file()}
    plain = PageWriter._record
    monkeypatch.setattr(PageWriter, "_record", lambda *args: 1 / 0)
    run = bring(squarespace(Old(html=f'<img src="{old_server.base}/river.jpg">'), base=old_server.base), store=store)
    assert [row.action for row in run.rows.all()] == ["failed"]
    assert {path for path in own_media.rglob("*") if path.is_file()} == before
    monkeypatch.setattr(PageWriter, "_record", plain)


def test_a_file_that_was_left_when_the_site_was_killed_is_no_twin(bring_pictures, own_media, bring, old_server, store):
    """Killed between writing the file and the row: the next time finds the file, and takes its place."""
    run, page = bring_pictures('<img src="BASE/river.jpg">')
    name = page.body[0].value["image"].file.name
    content = (own_media / name).read_bytes()
    undo(run)
    (own_media / name).parent.mkdir(parents=True, exist_ok=True)
    (own_media / name).write_bytes(content)
    _run, page = bring_pictures('<img src="BASE/river.jpg">')
    assert page.body[0].value["image"].file.name == name


def test_undoing_takes_pictures_away_with_their_files(bring_pictures, every_row, django_capture_on_commit_callbacks):
    before, images = every_row(), SiteImage.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        run, _page = bring_pictures('<img src="BASE/river.jpg">')
        undo(run)
    assert SiteImage.objects.count() == images
    assert every_row() == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://images.squarespace-cdn.com/a/b.jpg?format=100w", "https://images.squarespace-cdn.com/a/b.jpg"),
        ("https://OLD.example/b.jpg?x=1", "https://old.example/b.jpg"),
    ],
)
def test_a_picture_is_known_by_its_path(one, other):
    assert identity(one) == identity(other)
    assert identity("https://old.example/thumb.php?src=a.jpg") != identity("https://old.example/thumb.php?src=b.jpg")


def test_limits_are_those_of_uploads(settings):
    assert download.LARGEST == settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    assert Imported._meta.get_field("key").max_length == uploads.LONGEST_KEY


def test_a_featured_picture_keeps_what_is_said_of_it(bring, old_server, store, own_media):
    picture_ = Old(
        kind="attachment", number="7", address=f"{old_server.base}/river.jpg", html="", link="/river",
        meta={"_wp_attachment_image_alt": "A river in May"},
    )  # fmt: skip
    run = bring(wordpress(Old(meta={"_thumbnail_id": "7"}), picture_), store=store)
    assert run.rows.get().page.specific.listing_image.description == "A river in May"


def test_the_copy_that_was_shown_comes_where_the_picture_itself_does_not(bring, old_server, store, own_media):
    OldServer.files["/river-300x200.jpg"] = GOOD
    del OldServer.files["/river.jpg"]
    itself = Old(kind="attachment", number="7", address=f"{old_server.base}/river.jpg", html="", link="/river")
    shown = Old(html=f'<p>a</p><img src="{old_server.base}/river-300x200.jpg" alt="A river">')
    run = bring(wordpress(shown, itself), store=store)
    page = run.rows.get().page.specific
    assert [block.block_type for block in page.body] == ["paragraph", "image"]
    assert (page.body[1].value["image"].description, losses(run)) == ("A river", [])
    # What came once is shown again, whether pictures come or not.
    changed = replace(shown, html=shown.html + "<p>b</p>")
    again = bring(wordpress(changed, itself)).rows.get().page.specific
    assert [block.block_type for block in again.body] == ["paragraph", "image", "paragraph"]
