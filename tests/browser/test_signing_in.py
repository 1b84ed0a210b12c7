"""Staff sign in with an app, a passkey or a recovery code, in a real browser with a virtual authenticator."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from staff_tasks import PASSWORD, number_of_now

SCREEN = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def person(site, manage, request):
    """Return the e-mail address of a new moderator without a second step."""
    name = re.sub(r"\W+", "-", request.node.name).strip("-")[:40]
    manage(
        site,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        f"User.objects.filter(email='{name}@example.org').delete()\n"
        f"person = User.objects.create_user('{name}@example.org', '{PASSWORD}')\n"
        "person.groups.add(Group.objects.get(name='Moderators'))\n",
    )
    return f"{name}@example.org"


@pytest.fixture
def named(site):
    """Return the site's address by name: a passkey belongs to a name, never to a number."""
    return site.url.replace("127.0.0.1", "localhost")


def enter(page, email, password=PASSWORD):
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def give_authenticator(page):
    """Plug a virtual authenticator into the window that says yes to everything."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    # A session that is forgotten takes its authenticator along.
    page.authenticator = protocol


def test_an_app_on_the_phone_is_set_up_and_then_opens_the_editor(visit, person):
    elsewhere = visit("/admin/", **SCREEN)
    enter(elsewhere, person)
    elsewhere.wait_for_url("**/account/second-step/")
    page = visit("/admin/", **SCREEN)
    enter(page, person)
    page.get_by_role("link", name="Set up an app").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    assert page.locator("img[src^='data:image/svg+xml']").bounding_box()["width"] > 100
    page.get_by_label("Authenticator code").fill(number_of_now(secret))
    page.get_by_role("button", name="Activate").click()
    codes = page.get_by_label("Unused codes").input_value().split()
    assert len(codes) == 10
    page.get_by_role("link", name="The editor").click()
    page.get_by_role("heading", name="What do you want to do?").wait_for()

    # The session that never showed the app is over.
    elsewhere.goto("/admin/")
    assert "/account/login/" in elsewhere.url
    # Without the phone, a recovery code is as good, once.
    enter(elsewhere, person)
    elsewhere.get_by_label("Code").fill(codes[0])
    elsewhere.get_by_role("button", name="Sign In", exact=True).click()
    elsewhere.wait_for_url("**/admin/")
    elsewhere.goto("/account/")
    elsewhere.get_by_role("button", name="Sign out everywhere").click()
    elsewhere.get_by_text("You are signed out on every device.").wait_for()
    page.goto("/admin/")
    assert "/account/login/" in page.url


def test_a_passkey_is_set_up_and_opens_the_editor_without_a_password(visit, named, person):
    page = visit(f"{named}/admin/", **SCREEN)
    give_authenticator(page)
    enter(page, person)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Unused codes").wait_for()
    page.goto(f"{named}/admin/")
    page.get_by_role("heading", name="What do you want to do?").wait_for()

    page.goto(f"{named}/account/logout/")
    page.get_by_role("button", name="Sign Out").click()
    page.goto(f"{named}/admin/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{named}/admin/")
    page.get_by_role("heading", name="What do you want to do?").wait_for()


def test_a_passkey_is_the_second_step_after_a_password(visit, named, person):
    page = visit(f"{named}/admin/", **SCREEN)
    give_authenticator(page)
    enter(page, person)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Unused codes").wait_for()
    page.context.clear_cookies()
    page.goto(f"{named}/admin/")
    enter(page, person)
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(f"{named}/admin/")


def test_the_first_administrator_may_come_in_today_and_set_up_later(visit, site):
    email, password = (site.data / "first-password").read_text().split()
    page = visit("/admin/", **SCREEN)
    enter(page, email, password)
    page.get_by_text("you may do this later").wait_for()
    page.get_by_role("button", name="Later").click()
    page.get_by_role("heading", name="What do you want to do?").wait_for()


def test_a_link_in_webmail_opens_the_editor_of_somebody_who_is_signed_in(sign_in, site, visit):
    class Mail(BaseHTTPRequestHandler):
        def do_GET(self):
            body = f'<a href="{site.url}/admin/pages/">Your review is waited for</a>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Mail)
    Thread(target=server.serve_forever, daemon=True).start()
    page = sign_in("Moderators")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["session"]["sameSite"] == "Strict"
    page.goto(f"http://localhost:{server.server_port}/")
    page.get_by_role("link", name="Your review is waited for").click()
    page.wait_for_url(re.compile(r"/admin/pages/"))
    page.get_by_role("link", name=re.compile("Explore child pages of .Home.")).wait_for()
    server.shutdown()
