"""How another site is asked, and what its answer says about a link."""

import datetime
import ipaddress
import socket
import ssl
import threading
from http.server import ThreadingHTTPServer

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from other_sites import OtherSite, here_only

from attention.links import MOST_REDIRECTS, Answer, Site, ask_all, look_at_links
from attention.models import OutsideLink

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def ask(url, allowed=here_only):
    return ask_all([url], allowed=allowed, pause=0)[url]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_followed(other_site, status):
    assert ask(f"{other_site}/status/{status}").status == 200
    assert OtherSite.asked[-1][0] == "/good"


def test_an_answer_that_only_names_another_place_is_no_redirect(other_site):
    assert ask(f"{other_site}/status/201").status == 201
    assert OtherSite.asked[-1][0] == "/status/201"


def test_a_few_redirects_are_followed_and_not_one_more(other_site):
    assert ask(f"{other_site}/chain/{MOST_REDIRECTS}").status == 200
    answer = ask(f"{other_site}/chain/{MOST_REDIRECTS + 1}")
    assert (answer.status, answer.problem) == (None, "it leads around in circles")


@pytest.mark.parametrize(
    ("status", "problem", "sure"),
    [
        (200, "", False),
        (399, "", False),
        (400, "it answers with an error: 400", False),
        (401, "", False),
        (404, "the page is gone: 404", True),
        (410, "the page is gone: 410", True),
        (418, "it answers with an error: 418", False),
        (429, "", False),
        (500, "the other site has a fault: 500", False),
        (503, "the other site has a fault: 503", False),
    ],
)
def test_what_each_answer_says(other_site, status, problem, sure):
    answer = ask(f"{other_site}/status/{status}")
    assert (answer.status, answer.problem, answer.sure) == (status, problem, sure)


def test_a_private_address_is_certain_at_once():
    answer = ask("http://127.0.0.1:9/", allowed=lambda address: False)
    assert (answer.status, answer.sure) == (None, True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://name@127.0.0.1/", "http:///nowhere"])
def test_addresses_of_other_kinds_are_not_asked(url):
    assert ask(url).problem == "this kind of address is not looked at"


def test_the_question_names_the_site_with_its_port_and_the_whole_query(other_site):
    ask(f"{other_site}/good?page=2&order=new")
    assert OtherSite.asked[-1][0] == "/good?page=2&order=new"
    assert set(OtherSite.hosts) == {other_site.removeprefix("http://")}


def test_what_was_looked_at_and_broken_is_counted_and_a_good_answer_begins_anew(other_site, add_article):
    add_article("Two links", text=f'<p><a href="{other_site}/good">a</a> <a href="{other_site}/busy">b</a></p>')
    looks = {"at_once": 1, "allowed": here_only, "pause": 0}
    assert look_at_links(**looks)[1] == 0
    looked, broken = look_at_links(**looks)
    assert looked == OutsideLink.objects.count()
    assert broken == OutsideLink.objects.filter(is_broken=True).count() >= 1
    assert OutsideLink.objects.get(url=f"{other_site}/busy").failures == 2
    OutsideLink.objects.filter(url=f"{other_site}/good").update(failures=5)
    look_at_links(**looks)
    assert OutsideLink.objects.get(url=f"{other_site}/good").failures == 0


RULE = b"User-agent: *\nDisallow: /good\n"


def test_what_robots_may_see_is_read_to_its_end_where_it_is_not_endless(other_site, monkeypatch):
    def may_ask(robots):
        monkeypatch.setattr(OtherSite, "robots", robots)
        return ask(f"{other_site}/good").status == 200

    assert not may_ask((200, RULE + b"# \n" * 3_000)), "the first lines count"
    assert not may_ask((200, b"# \n" * 3_000 + RULE)), "and those after them"
    assert may_ask((200, b"# \n" * 40_000 + RULE)), "up to 100 kB"
    assert may_ask((404, RULE)), "a page that says there is none is none"


def test_what_robots_may_see_is_not_waited_for_without_end(other_site, monkeypatch):
    monkeypatch.setattr("attention.links.LONGEST_READ", 1)
    monkeypatch.setattr(OtherSite, "robots", (200, RULE + b"# \n" * 200))
    monkeypatch.setattr(OtherSite, "drip", 0.05)
    assert ask(f"{other_site}/good").status is None
    assert 2 <= OtherSite.dripped < 190


@pytest.mark.parametrize(("url", "port"), [
    ("http://site.example/", 80), ("https://site.example/", 443), ("https://site.example:8443/", 8443),
])  # fmt: skip
def test_each_scheme_has_its_port(monkeypatch, url, port):
    asked = []

    def look_up(host, port, **_options):
        asked.append((host, port))
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert ask(url).problem == "there is no such site"
    assert asked == [("site.example", port)]


def test_a_site_at_its_usual_port_is_named_without_it(monkeypatch):
    named = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_any, **_more: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 80))])

    def urlopen(_pool, _method, _target, headers, **_options):
        named.append(headers["Host"])
        raise OSError

    monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", urlopen)
    ask("http://site.example/")
    ask("http://site.example:8080/")
    assert named == ["site.example", "site.example:8080"]


def test_each_site_has_a_worker_of_its_own(monkeypatch):
    asked = []

    class Known(Site):
        def ask(self, url):
            asked.append((self, url.split("/")[2]))
            return Answer(200)

    monkeypatch.setattr("attention.links.Site", Known)
    urls = [f"http://{host}.example/{number}" for host in ("one", "two") for number in range(3)]
    assert ask_all(urls, pause=0).keys() == set(urls)
    assert len(set(asked)) == len({worker for worker, _host in asked}) == 2


@pytest.fixture
def https_site(tmp_path, monkeypatch):
    """Run a site with a certificate of its own for site.example, which has two addresses; return (address, file)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    today = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(today).not_valid_after(today + datetime.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path / "site.pem"
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file.write_bytes(signed + key.private_bytes(*private))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    look_up = socket.getaddrinfo

    def two_addresses(host, port, *arguments, **options):
        if host != "site.example":
            return look_up(host, port, *arguments, **options)
        # Nothing listens at the first.
        return [(socket.AF_INET6, 1, 6, "", ("::1", port, 0, 0)), (socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    yield f"https://site.example:{server.server_port}", file
    server.shutdown()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_told(https_site):
    address, _file = https_site
    assert ask(f"{address}/good", allowed=on_this_machine).problem == "its certificate is not right"


def test_a_site_with_a_certificate_is_asked_by_its_name_at_its_older_address(https_site, monkeypatch):
    address, file = https_site
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert ask(f"{address}/good", allowed=on_this_machine).status == 200
    assert OtherSite.hosts[-1] == address.removeprefix("https://")


def on_this_machine(address):
    return ipaddress.ip_address(address).is_loopback
