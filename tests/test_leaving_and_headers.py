"""What every response says to the browser, and how leaving works where no script runs."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Site

from editor.preview_links import make
from home.models import SiteSettings
from safety.leaving import LEFT, LEFT_SECONDS
from safety.targets import DEFAULT_TARGET, SAFE_TARGETS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PUBLIC_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def policy(response):
    return set(response["Content-Security-Policy"].split("; "))


@pytest.fixture
def every_kind(every_page):
    """Return {address: response} of pages, files, feeds, redirects and errors."""
    addresses = [
        "/leave/",
        "/robots.txt",
        "/sitemap.xml",
        "/.well-known/security.txt",
        "/lets-talk-about/feed/",
        "/lets-talk-about",
        "/admin/",
        "/admin/login/",
        "/account/login/",
        "/favicon.ico",
        "/media/images/nothing.jpg",
        "/documents/1/nothing.pdf",
    ]
    return every_page | {address: Client().get(address) for address in addresses}


def test_every_response_carries_the_headers(every_kind):
    assert {response.status_code for response in every_kind.values()} >= {200, 301, 302, 303, 404}
    for address, response in every_kind.items():
        staff = address.startswith(("/admin/", "/account/"))
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["Cross-Origin-Resource-Policy"] == "same-origin", address
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert response["Referrer-Policy"] == ("same-origin" if staff else "no-referrer"), address
        assert "camera=()" in response["Permissions-Policy"], address
        assert "geolocation=()" in response["Permissions-Policy"], address
        assert response["Content-Security-Policy"], address
        assert "Access-Control-Allow-Origin" not in response, address


def test_pages_leave_nothing_in_the_cache_of_the_browser(every_kind):
    for address, response in every_kind.items():
        if address != "/favicon.ico":
            assert "no-store" in response["Cache-Control"], address


def test_the_public_policy_allows_this_site_alone_and_nothing_inline(every_kind):
    for address, response in every_kind.items():
        if not address.startswith(("/admin/", "/account/")):
            assert policy(response) == PUBLIC_POLICY, address


def test_files_that_were_uploaded_may_run_nothing(client):
    from pages.models import SiteImage

    picture = SiteImage.objects.first().get_rendition("width-30").url
    assert policy(client.get(picture)) == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}


def test_a_file_that_is_not_there_is_answered_with_a_page_like_others(every_kind):
    for address in ("/media/images/nothing.jpg", "/documents/1/nothing.pdf"):
        assert policy(every_kind[address]) == PUBLIC_POLICY
        assert "js/leave.js" in every_kind[address].content.decode()


def test_the_editor_runs_only_scripts_with_the_nonce_of_the_response(sign_in, seed):
    client = sign_in("Moderators")
    address = f"/admin/pages/{seed.pk}/edit/"
    first, second = client.get(address), client.get(address)
    for response in (first, second):
        (scripts,) = [part for part in policy(response) if part.startswith("script-src")]
        _name, own, nonce = scripts.split()
        assert own == "'self'"
        page = response.content.decode()
        inline = [tag for tag in page.split("<script")[1:] if "src=" not in tag.partition(">")[0]]
        running = [tag for tag in inline if "json" not in tag.partition(">")[0]]
        assert running
        for tag in running:
            assert f'nonce="{nonce.strip(chr(39)).removeprefix("nonce-")}"' in tag.partition(">")[0]
    assert policy(first) != policy(second)


def test_only_a_page_with_a_video_may_frame_its_player(client, index):
    from blog.models import ArticlePage

    video = {"address": "https://youtu.be/abcdefghijk", "title": "A talk", "transcript": ""}
    article = ArticlePage(title="With a video", body=[("embed", video)])
    index.add_child(instance=article)
    assert policy(client.get(article.url)) == PUBLIC_POLICY | {"frame-src https://www.youtube-nocookie.com"}


def test_https_is_asked_for_with_all_subdomains_for_two_years(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    response = Client().get("/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_leaving_without_javascript_leads_straight_to_the_target(client):
    response = client.get("/leave/")
    assert response.status_code == 303
    assert response["Location"] == SiteSettings.objects.get().leave_target
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    cookie = response.cookies[LEFT]
    assert cookie.value == "1"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert 10 <= cookie["max-age"] == LEFT_SECONDS <= 60


def test_a_second_site_has_a_name_and_a_way_out_of_its_own(plain, settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "second.example"]
    SiteSettings.objects.update(organisation_name="The first one", leave_target="https://www.clima.example/")
    site = Site.objects.create(hostname="second.example", root_page=plain("Second"))

    def ask(path):
        return Client().get(path, headers={"host": "second.example"})

    assert ask("/leave/")["Location"] == DEFAULT_TARGET
    SiteSettings.objects.create(site=site, organisation_name="The other one", leave_target="https://news.example/")
    assert ask("/leave/")["Location"] == "https://news.example/"
    page = ask("/").content.decode()
    assert "The other one" in page
    assert "The first one" not in page


def test_after_leaving_no_page_answers_until_the_cookie_has_gone(client, public_urls):
    client.get("/leave/")
    for url in [*public_urls, "/nowhere/", "/lets-talk-about/feed/", "/documents/1/x.pdf"]:
        response = client.get(url)
        assert (response.status_code, response.content) == (303, b""), url
        assert not response.cookies, "the time is not made longer by coming back"
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/account/login/").status_code == 200
    del client.cookies[LEFT]
    assert client.get("/").status_code == 200


def test_a_browser_that_fetches_links_in_advance_locks_nobody_out(client):
    assert not client.get("/leave/", headers={"Sec-Purpose": "prefetch"}).cookies


@pytest.mark.parametrize(
    "target",
    [
        "http://www.weather.gov/",
        "javascript:alert(1)",
        "https://www.facebook.com/me",
        "https://maps.google.com/",
        "https://www.youtube.com./",
        "https://maps.google.co.uk/",
        "https://www.amazon.ca/",
        "https://wa.me/12065550100",
        "https://localhost/",
        "https://www.localhost/",
        "https://www.example.org/?from=us",
        "https://me@www.example.org/",
        "weather",
    ],
)
def test_a_target_that_could_give_someone_away_is_refused(target):
    chosen = SiteSettings.objects.get()
    chosen.leave_target = target
    with pytest.raises(ValidationError):
        chosen.full_clean()


def test_safe_targets_are_offered_and_taken(sign_in):
    chosen = SiteSettings.objects.get()
    page = sign_in("Administrators").get(f"/admin/settings/home/sitesettings/{chosen.site_id}/").content.decode()
    for target in SAFE_TARGETS:
        assert f'<option value="{target}"></option>' in page
        chosen.leave_target = target
        chosen.full_clean()


def test_a_preview_in_the_editor_does_not_leave(sign_in, seed):
    client = sign_in("Moderators")
    from page_forms import form_for

    address = f"/admin/pages/{seed.pk}/edit/preview/"
    assert client.post(address, form_for(type(seed), seed.title) | {"slug": seed.slug}).json()["is_valid"]
    page = client.get(f"{address}?mode=").content.decode()
    assert 'href="#leave"' in page
    assert "js/leave.js" not in page


def test_cookies_are_bound_to_this_host_over_https():
    import os
    import subprocess
    import sys

    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    environment = {
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_ADDRESS": "https://www.example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "PATH": os.environ["PATH"],
    }
    names = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout.split()
    assert names == ["__Host-session", "__Host-csrf"]
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Strict"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY


@pytest.mark.parametrize("is_over", [False, True], ids=["a shared draft", "one that is over"])
def test_whoever_reads_a_shared_draft_can_leave_at_once_too(client, seed, is_over):
    path = "/preview/nonsense/" if is_over else make(seed)[0]
    page = client.get(path).content.decode()
    assert ("data-target=" in page, 'href="/leave/"' in page) == (True, True)
