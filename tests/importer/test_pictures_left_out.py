"""A run may leave pictures out; a later one brings them, and nothing else changes."""

import pytest
from django.urls import reverse
from old_server import OldServer
from old_sites import Old, squarespace

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
