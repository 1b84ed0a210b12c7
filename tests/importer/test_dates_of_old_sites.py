"""When something was published is taken from the surest of three fields, or not at all."""

from datetime import UTC, datetime

import pytest
from old_sites import Old, squarespace

from importer.reading.dates import find_date

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MAIL = "Sat, 04 May 2019 17:30:00 +0000"
AT = datetime(2019, 5, 4, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gmt", "published", "local", "found"),
    [
        ("2019-05-04 17:30:00", "", "", AT),
        ("0000-00-00 00:00:00", MAIL, "2019-05-04 10:30:00", AT),
        ("0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", "2019-05-04 10:30:00", AT),
        ("0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", "", None),
        ("", "", "2019-05-04 10:30:00", AT),
        ("146140482-01-01 00:00:00", MAIL, "", AT),
        ("", "Sat, 04 May 2019 13:30:00 -0400", "", AT),
        ("2019-05-04T17:30:00", "", "", AT),
        ("2019-02-30 10:00:00", "", "", None),
        ("", "Sat, 04 May 146140482 17:30:00 +0000", "", None),
        ("1970-01-01 00:00:00", "", "", None),
        ("2950-01-01 00:00:00", "", "", None),
        ("yesterday", "soon", "now", None),
        ("", "", "9999-12-31 23:59:59", None),
        ("", "", "", None),
    ],
)
def test_the_surest_field_counts(gmt, published, local, found, settings):
    settings.TIME_ZONE = "America/Los_Angeles"
    date, warning = find_date(gmt, published, local)
    assert date == found
    assert bool(warning) == (found is None and bool(gmt or published or local))


def test_a_strange_date_is_told_with_the_item(read):
    (item,) = read(squarespace(Old(date="146140482-05-01 10:00:00"))).items()
    assert item.date is None
    assert "146140482" in item.date_warning
