"""deploy/install makes a copy of this system into a site with https, changes nothing twice, and keeps the data.

Everything is real but systemd: an overlay over this machine's own files, its package manager, Caddy with its internal
authority (as for any site at localhost), the site under an account of its own.
"""

import contextlib
import os
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
AUTHORITY = "/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
PLAIN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "SSL_CERT_FILE": AUTHORITY}


class Machine:
    """A copy of this system that can be changed without changing it."""

    def __init__(self, folder):
        self.root = folder / "root"
        for name in ("upper", "work", "root"):
            (folder / name).mkdir()
        options = f"lowerdir=/,upperdir={folder / 'upper'},workdir={folder / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, self.root], check=True)
        for name in ("proc", "sys", "dev"):
            subprocess.run(["mount", "--rbind", f"/{name}", self.root / name], check=True)
        shutil.copy(ROOT / "tests" / "install" / "systemctl", self.root / "usr" / "local" / "bin" / "systemctl")
        subprocess.run(["git", "clone", "--quiet", ROOT, self.root / "root" / "download"], check=True)

    def run(self, *words, check=True):
        command = ["chroot", self.root, "env", "-C", "/root/download", *words]
        done = subprocess.run(command, env=PLAIN, capture_output=True, text=True)
        assert not check or done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done

    def end(self):
        for file in (self.root / "run" / "stand-in").glob("*.pid"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(int(file.read_text()), 15)
        subprocess.run(["umount", "--lazy", "--recursive", self.root], check=True)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine")
    # An overlay cannot lie on another.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
    made = Machine(folder)
    yield made
    made.end()
    subprocess.run(["umount", "--lazy", folder], check=True)


def settings(machine):
    return (machine.root / "srv/site/code/.env").read_text()


def test_a_trial_says_every_change_and_makes_none(machine):
    said = machine.run("deploy/install", "localhost", "--email", "me@example.org", "--dry-run").stdout
    for words in (
        "would make the account site",
        "would make the folder /srv/site/data, for site",
        "would write /srv/site/code/.env",
        "would write /etc/systemd/system/site.service",
        "would write /etc/caddy/Caddyfile",
        "would start the site",
    ):
        assert words in said
    assert not (machine.root / "srv/site").exists()
    assert "site" not in (machine.root / "etc/passwd").read_text().split()


def test_one_command_makes_a_site_with_https(machine):
    said = machine.run("deploy/install", "localhost", "--email", "me@example.org").stdout
    assert "Sign in as:  me@example.org" in said
    assert re.search(r"AGE-SECRET-KEY-\w+", said)
    assert "Mail: No mail is sent" in said
    # What only a person can do is all that is left.
    left = said.partition("What is left for you")[2].strip().splitlines()[1:]
    # The certificate is one of Caddy's own authority, which no browser knows.
    assert {line.partition(":")[0] for line in left} <= {"Mail", "Backup", "Certificate"}
    assert "AGE-SECRET-KEY" not in settings(machine)
    for folder, mode, owner in (("data", 0o711, "site"), ("backups", 0o700, "site"), ("code", 0o755, "root")):
        found = machine.run("stat", "-c", "%a %U", f"/srv/site/{folder}").stdout.split()
        assert found == [f"{mode:o}", owner]
    assert (machine.root / "srv/site/code/.env").stat().st_mode & 0o777 == 0o640


def test_the_site_runs_as_its_own_account_which_cannot_write_to_its_code(machine):
    (machine.root / "run/stand-in/site.pid").read_text()
    assert machine.run("pgrep", "-u", "site", "-f", "granian").stdout
    refused = machine.run("runuser", "-u", "site", "--", "touch", "/srv/site/code/x", check=False)
    assert refused.returncode != 0


def test_a_second_time_nothing_is_changed(machine):
    before = settings(machine)
    said = machine.run("deploy/install", "localhost", "--email", "me@example.org", "--dry-run").stdout
    assert "Nothing would be changed." in said
    again = machine.run("deploy/install", "localhost").stdout
    assert "write" not in again
    assert "AGE-SECRET-KEY" not in again
    assert settings(machine) == before


def test_what_staff_set_themselves_stays(machine):
    file = machine.root / "srv/site/code/.env"
    file.write_text(settings(machine) + "EMAIL_URL=smtp+tls://a:b@mail.example.org:587\n")
    machine.run("deploy/install", "localhost")
    assert "EMAIL_URL=smtp+tls://a:b@mail.example.org:587" in settings(machine)


@pytest.mark.parametrize("words", [["deploy/install"], ["deploy/install", "https://a/b"], ["deploy/install", "a b"]])
def test_an_address_that_is_none_is_refused_in_words(machine, words):
    done = machine.run(*words, check=False)
    assert done.returncode == 2
    assert "www.example.org" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_that_moves_to_another_name_is_told_where_the_name_stands(machine):
    done = machine.run("deploy/install", "elsewhere.example", check=False)
    assert done.returncode == 1
    assert "Write https://elsewhere.example there" in done.stderr
    assert "elsewhere" not in (machine.root / "etc/caddy/Caddyfile").read_text()


def test_removed_it_serves_no_more_and_keeps_the_data(machine):
    said = machine.run("deploy/install", "--remove").stdout
    assert "stay." in said
    assert not (machine.root / "etc/systemd/system/site.service").exists()
    assert (machine.root / "srv/site/data/site.sqlite3").exists()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen("http://127.0.0.1:8000/health/live/", timeout=3)
