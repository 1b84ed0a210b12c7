"""The site as it runs for real: over https, behind the proxy of docs/operations.md, with logs that hold nothing."""

import json
import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from staff_tasks import PASSWORD

sys.path.insert(0, "script")
import trial_site

CANARIES = ("canaryquery", "canaryagent", "canaryreferer", "canaryform", "203.0.113.77", "canarypath")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    data = tmp_path_factory.mktemp("proxied")
    with trial_site.proxied_site(data, os.environ.get("SHARED_VENV", sys.prefix)) as site:
        yield site


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


@pytest.fixture
def ask(proxied):
    """Return a function that sends a request through the proxy and gives (status, headers, body)."""
    trust = ssl.create_default_context(cafile=proxied.authority)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust), Stay)

    def send(path, data=None, **headers):
        request = urllib.request.Request(proxied.url + path, data=data, headers=headers)
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()

    return send


def run(proxied, code):
    command = [trial_site.ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
    env = trial_site.trial_environment(proxied.data) | {"SITE_ADDRESS": proxied.url}
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


def test_headers_hold_for_every_kind_of_response(ask):
    for path in ("/", "/nowhere/", "/favicon.ico", "/leave/", "/lets-talk-about/feed/", "/account/login/", "/admin/"):
        _status, headers, _body = ask(path)
        assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Content-Security-Policy"].count("default-src") == 1, path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "camera=()" in headers["Permissions-Policy"], path
        told = f"{headers.get('Server', '')}{headers.get('Via', '')}{headers.get('X-Powered-By', '')}"
        assert not any(sign.isdigit() for sign in told), path


def test_cookies_are_bound_to_host_and_https(ask):
    _status, headers, _body = ask("/leave/")
    assert headers["Set-Cookie"].strip().startswith("__Host-left=1;")
    assert "Secure" in headers["Set-Cookie"]
    _status, headers, _body = ask("/account/login/")
    assert headers["Set-Cookie"].strip().startswith("__Host-csrf=")
    assert "SameSite=Strict" in headers["Set-Cookie"]
    _status, headers, _body = ask("/")
    assert "Set-Cookie" not in headers


def test_private_documents_and_originals_never_come_from_the_folder(proxied, ask):
    stored = run(
        proxied,
        "from django.core.files.base import ContentFile\n"
        "from wagtail.documents import get_document_model\n"
        "from wagtail.models import Collection, CollectionViewRestriction\n"
        "private = Collection.get_first_root_node().add_child(name='Private')\n"
        "CollectionViewRestriction.objects.create(collection=private, restriction_type='login')\n"
        "file = ContentFile(b'secretcanary', 'paper.txt')\n"
        "paper = get_document_model().objects.create(title='Paper', file=file, collection=private)\n"
        "print(paper.file.name, paper.url)\n",
    )
    name, url = stored.split()
    assert (proxied.data / "media" / name).exists()
    for path in (f"/media/{name}", f"/media//{name}", f"/media/images/../{name}", f"/media/%2e/{name}", url):
        status, _headers, body = ask(path)
        assert status in {301, 302, 308, 404}, path
        assert b"secretcanary" not in body, path


def test_logs_hold_nothing_of_visitors(proxied, ask):
    headers = {
        "User-Agent": "canaryagent",
        "Referer": "https://canaryreferer.example/",
        "X-Forwarded-For": "203.0.113.77",
    }
    for path in ("/?q=canaryquery", "/search/?q=canaryquery", "/canarypath/?q=canaryquery", "/leave/?canaryquery"):
        ask(path, **headers)
    ask("/?q=canaryquery", b"message=canaryform", **headers)
    ask("/account/login/", b"login=canaryform@example.org&password=canaryform", **headers)
    ask("/", **headers, Host="canaryquery.example")
    for file in proxied.data.rglob("*"):
        if file.is_file() and "venv" not in file.parts:
            content = file.read_bytes()
            assert [canary for canary in CANARIES if canary.encode() in content] == [], file


def test_a_person_signs_in_over_https(proxied, browser):
    run(
        proxied,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "User.objects.filter(email='writer@example.org').delete()\n"
        f"person = User.objects.create_user('writer@example.org', '{PASSWORD}')\n"
        "person.groups.add(Group.objects.get(name='Editors'))\n",
    )
    window = browser.new_context(ignore_https_errors=True, base_url=proxied.url)
    page = window.new_page()
    page.goto("/admin/")
    page.get_by_label("Email").fill("writer@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/admin/$"))
    cookies = {cookie["name"]: cookie for cookie in window.cookies()}
    assert set(cookies) == {"__Host-session", "__Host-csrf"}
    assert all(
        cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in cookies.values()
    )
    assert json.dumps(page.evaluate("document.cookie")) == '""'
    window.close()


def test_with_the_site_away_the_proxys_log_holds_nothing_either(proxied, ask):
    """Last in this file: it ends the site."""
    proxied.process.terminate()
    proxied.process.wait(20)
    status, headers, body = ask("/canarypath/?q=canaryquery", **{"User-Agent": "canaryagent"})
    assert status == 502
    assert b"call your local emergency number" in body
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert [canary for canary in CANARIES if canary in proxied.proxy_log.read_text()] == []
