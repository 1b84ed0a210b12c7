"""What pages say about themselves to browsers, search engines and those who share them."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image

from home.models import Menu, MenuItem, SiteSettings
from pages.models import SiteImage
from resources.models import ServicePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def head(client, url):
    return client.get(url).content.decode().partition("</head>")[0]


def structured(client, url):
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(url).content.decode())
    return {part["@type"]: part for part in json.loads(match[1])["@graph"]} if match else {}


def test_every_page_names_its_canonical_address(every_page):
    for url, response in every_page.items():
        if not url.startswith(("/search/", "/answer/", "/nowhere/")):
            link = f'<link rel="canonical" href="http://localhost{url.partition("?")[0]}">'
            assert link in response.content.decode().partition("</head>")[0], url


def test_titles_tell_pages_apart(client, seed):
    assert f"<title>{seed.title} · Organization for Prostitution Survivors</title>" in head(client, seed.url)
    assert "<title>Organization for Prostitution Survivors</title>" in head(client, "/")


def test_an_article_describes_itself_for_search_engines(client, seed):
    data = structured(client, seed.url)
    assert data["Article"]["headline"] == seed.title
    assert data["Article"]["datePublished"] == seed.date.isoformat()
    assert data["Organization"]["name"] == "Organization for Prostitution Survivors"
    assert [item["name"] for item in data["BreadcrumbList"]["itemListElement"]] == [
        "Home",
        "Let’s Talk About",
        seed.title,
    ]


def test_words_cannot_break_out_of_structured_data(client, add_article):
    article = add_article('</script><script>alert("x")</script>')
    page = client.get(article.url).content.decode()
    assert "<script>alert" not in page
    assert structured(client, article.url)["Article"]["headline"] == article.title


def test_help_pages_carry_neutral_titles_and_share_previews(client):
    for url in ("/get-help/", ServicePage.objects.live().first().url, "/resources/", "/safer-browsing/"):
        text = head(client, url)
        assert "<title>Information</title>" in text, url
        assert '<meta property="og:title" content="Information">' in text
        assert "og:description" not in text
        assert 'name="description"' not in text
        assert "Organization" not in text
        assert structured(client, url) == {}


def test_a_page_can_be_shared_with_its_picture(client, seed):
    seed.social_image = SiteImage.objects.first()
    seed.save_revision().publish()
    match = re.search(r'property="og:image" content="(http://localhost/media/images/[^"]+)"', head(client, seed.url))
    assert match
    assert client.get(match[1].removeprefix("http://localhost")).status_code == 200


def test_the_search_page_is_not_for_search_engines(client):
    assert '<meta name="robots" content="noindex">' in head(client, "/search/?q=help")
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots


def test_security_txt_says_whom_to_tell_and_until_when(client):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines["Contact"].startswith(("https://", "http://localhost", "mailto:"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", lines["Expires"])
    # Less than a year is what RFC 9116 asks for.
    assert timedelta(days=30) < datetime.fromisoformat(lines["Expires"]) - timezone.now() < timedelta(days=365)


def test_the_manifest_and_icons_have_neutral_names():
    manifest = json.loads(Path("static/site.webmanifest").read_text())
    assert manifest["name"] == manifest["short_name"] == "Pages"
    assert all(Path("static/root", icon["src"].strip("/")).exists() for icon in manifest["icons"])
    assert Path("static/root/favicon.ico").exists()


def test_the_menu_marks_where_one_is(client, seed):
    page = " ".join(client.get("/lets-talk-about/").content.decode().split())
    assert 'href="/lets-talk-about/" aria-current="page"' in page
    assert 'href="/lets-talk-about/" class="here"' in " ".join(client.get(seed.url).content.decode().split())


def test_staff_change_the_words_and_order_of_the_menu(client):
    item = MenuItem.objects.get(label="About")
    item.label, item.sort_order = "Who we are", -1
    item.save()
    page = client.get("/").content.decode()
    nav = page.partition('aria-label="Main"')[2].partition("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", nav)[0] == "Who we are"


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({}, "Choose either a page or another address."),
        ({"page_id": 2, "address": "https://example.org/"}, "Choose either a page or another address."),
        ({"address": "https://example.org/"}, "Write what the link should say."),
    ],
)
def test_a_link_of_the_menu_leads_to_one_place_and_says_something(link, sentence):
    with pytest.raises(ValidationError, match=sentence):
        MenuItem(**link).clean()


def test_a_link_of_the_menu_may_lead_to_another_site(client):
    menu = Menu.objects.get(place="main")
    item = MenuItem(menu=menu, locale=menu.locale, address="https://example.org/", label="Our shop", sort_order=-1)
    item.full_clean()
    item.save()
    page = client.get("/").content.decode()
    assert re.search(r'<a [^>]*href="https://example.org/"[^>]*>\s*Our shop', page)


def test_a_link_says_its_label_or_the_title_of_its_page(home):
    assert MenuItem(page=home, label="Start").text == "Start"
    assert MenuItem(page=home).text == home.title
    assert str(MenuItem(address="https://example.org/", label="Elsewhere")) == "Elsewhere"


def test_the_settings_refuse_placeholders():
    settings = SiteSettings.objects.get()
    settings.footer_text = "<p>[[fill in: phone]]</p>"
    with pytest.raises(ValidationError):
        settings.clean()


def test_search_engines_learn_where_else_the_organisation_is(client):
    settings = SiteSettings.objects.get()
    settings.social_addresses = [("address", {"name": "Elsewhere", "address": "https://social.example.org/us"})]
    settings.save()
    assert '"sameAs": ["https://social.example.org/us"]' in client.get("/").content.decode()


def test_password_managers_and_phones_find_what_they_ask_for(client):
    assert client.get("/.well-known/change-password")["Location"] == "/account/password/change/"
    for name in ("apple-touch-icon.png", "apple-touch-icon-precomposed.png", "favicon.ico"):
        with Image.open(Path("static/root") / name) as icon:
            assert icon.size == (180, 180) or name == "favicon.ico"
