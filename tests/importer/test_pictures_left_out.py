"""A run may leave pictures out; a later one brings them, and nothing else changes."""

import pytest
from django.urls import reverse
from old_server import OldServer, picture
from old_sites import Old, squarespace, wordpress

from importer.models import Imported
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_pictures_can_be_left_out(bring, old_server):
    run = bring(squarespace(Old(html=f'<img src="{old_server.base}/river.jpg">'), base=old_server.base), images=False)
    assert OldServer.asked == []
    assert [what for row in run.rows.all() for what, _told in row.losses] == ["left"]


def test_pictures_that_were_left_out_come_with_a_later_run(bring, old_server, store, own_media):
    site = squarespace(Old(html=f'<p>a</p><img src="{old_server.base}/river.jpg" alt="A river">'), base=old_server.base)
    actions = [bring(site, store=given).rows.get().action for given in (None, store, store)]
    assert actions == ["created", "updated", "unchanged"]
    assert SiteImage.objects.filter(description="A river").count() == 1


def test_a_draft_that_staff_published_stays_public_when_its_pictures_come(bring, old_server, store, own_media):
    old = Old(html=f'<p>a</p><img src="{old_server.base}/river.jpg" alt="A river">', status="draft")
    site = squarespace(old, base=old_server.base)
    page = bring(site).rows.get().page.specific
    page.get_latest_revision().publish()
    run = bring(site, store=store)
    assert (run.rows.get().action, run.rows.get().page.live) == ("updated", True)


def test_pictures_that_were_left_out_are_no_task_and_stay_known(bring, old_server, sign_in):
    old = Old(html=f'<p>a</p><img src="{old_server.base}/river.jpg" alt="A river">')
    page = bring(squarespace(old, base=old_server.base)).rows.get().page
    staff = sign_in(None)
    assert reverse("importer_page", args=[page.pk]) not in staff.get(reverse("attention")).content.decode()
    assert staff.get(reverse("importer_page", args=[page.pk])).status_code == 302
    staff.post(reverse("importer_settle", args=[page.pk]))
    assert Imported.objects.get(page=page).open == {"left": True}


def test_the_picture_itself_is_asked_for_where_it_stands_in_full_or_is_featured(bring, old_server, store, own_media):
    copy = f"{old_server.base}/river-300x200.jpg"
    OldServer.files["/river-300x200.jpg"] = OldServer.files.pop("/river.jpg")
    itself = Old(kind="attachment", number="7", address=f"{old_server.base}/river.jpg", html="", link="/river")
    small = Old(html=f'<p>a</p><img src="{copy}" alt="A river">')
    bring(wordpress(small, itself), store=store)
    OldServer.files["/river.jpg"] = picture(size=(400, 300))
    store._failed.clear()
    full = Old(title="In full", link="/blog/in-full", html=small.html, meta={"_thumbnail_id": "7"})
    page = bring(wordpress(small, itself, full), store=store).rows.get(title="In full").page.specific
    assert page.listing_image.width == 400
