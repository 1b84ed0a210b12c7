"""Pictures are asked for in their full size, again where that helps, and what does not come is told to staff."""

import pytest
from django.urls import reverse
from old_server import GOOD, OldServer, moving_gif
from old_sites import Old, squarespace, wordpress

from importer import work
from importer.models import Run
from importer.writing.download import Store

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def bring_html(bring, old_server, store, own_media):
    """Return a function that brings an article with some HTML over; gives its row of the report."""

    def bring_one(html):
        old = Old(html=html.replace("BASE", old_server.base))
        return bring(squarespace(old, base=old_server.base), store=store).rows.get()

    return bring_one


def test_a_picture_that_became_shorter_while_it_was_fetched_is_fetched_anew(old_server, store):
    address = f"{old_server.base}/shrunk.jpg"
    store.fetch([address])
    assert store.find(address).read_bytes() == GOOD
    assert [bool(begin) for _path, begin, _host in OldServer.asked] == [False, True, False]


def test_a_server_that_is_always_busy_is_asked_three_times_and_told(bring_html):
    row = bring_html('<p>a</p><img src="BASE/never.jpg" alt="A gate">')
    ((what, told),) = row.losses
    assert what == "picture"
    assert "the other site has a fault: 503" in told
    assert len(OldServer.asked) == 3


def test_of_squarespace_the_picture_in_full_size_is_asked_for(old_server, tmp_path, monkeypatch):
    local = [(2, 1, 6, "", ("127.0.0.1", old_server.server_port))]
    monkeypatch.setattr("attention.links.socket.getaddrinfo", lambda *_host, **_kind: local)
    store = Store(tmp_path, [], allowed=lambda _address: True, pause=0)
    address = f"http://images.squarespace-cdn.com:{old_server.server_port}/sized.jpg?format=300w&v=2"
    store.fetch([address])
    assert store.find(address).read_bytes() == b"v=2"


@pytest.mark.parametrize(
    "content",
    [b"GIF89a and nothing else", moving_gif()[:6] + b"\x28\x23\x28\x23" + moving_gif()[10:]],
    ids=["none", "too large"],
)
def test_a_gif_that_is_none_or_too_large_is_refused_like_any_file_that_is_no_picture(bring_html, content):
    OldServer.files["/dance.gif"] = content
    row = bring_html('<p>a</p><img src="BASE/dance.gif" alt="A dance">')
    ((_what, told),) = row.losses
    assert "JPEG" in told


def test_pictures_that_did_not_come_are_told_to_staff_until_they_are_done(bring_html, sign_in):
    row = bring_html('<img src="BASE/a.jpg" alt="A gate"><p>a</p><img src="BASE/b.jpg" alt="A door">')
    staff = sign_in(None)
    told = "A walk by the river: 2 pictures of the old site are missing."
    assert told in staff.get(reverse("attention")).content.decode()
    assert "/a.jpg" in staff.get(reverse("importer_page", args=[row.page_id])).content.decode()
    staff.post(reverse("importer_settle", args=[row.page_id]))
    assert told not in staff.get(reverse("attention")).content.decode()


def test_a_featured_picture_that_did_not_come_is_told(bring, old_server, store, own_media):
    featured = Old(kind="attachment", number="7", link="/x", html="", address=f"{old_server.base}/gone.jpg")
    row = bring(wordpress(Old(meta={"_thumbnail_id": "7"}), featured), store=store).rows.get()
    assert row.page.specific.listing_image is None
    assert row.losses == [["picture", f"{old_server.base}/gone.jpg (it answers with an error: 404)"]]


def test_a_picture_at_no_address_is_a_note_and_keeps_no_text_from_coming(bring, store, own_media):
    text = b'<h1>A letter</h1><p>Dear you.</p><img src="http://[bad/river.jpg" alt="A river"><p>Yours.</p>'
    row = bring(text, format_name="text", store=store).rows.get()
    assert [block.block_type for block in row.page.specific.body] == ["paragraph"]
    assert "A picture is missing here: A river" in str(row.page.specific.body.raw_data[:])
    assert [what for what, _told in row.losses] == ["picture"]


def test_fetched_pictures_of_runs_that_died_go_and_those_of_stopped_ones_stay(bring, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    stopped = Run.objects.create(file_name="other.xml", state=Run.State.STOPPED)
    for name in (str(stopped.pk), "999999"):
        folder = tmp_path / "old-site" / name
        folder.mkdir(parents=True)
        (folder / "picture").write_bytes(GOOD)
    work.end(bring(squarespace(Old())))
    assert [path.name for path in (tmp_path / "old-site").iterdir()] == [str(stopped.pk)]
