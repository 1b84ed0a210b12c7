"""The site as script/server starts it, on a data folder of its own: for tests and benchmarks."""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import types
import urllib.error
import urllib.request
from pathlib import Path

from processes import free_port, listens, running

ROOT = Path(__file__).resolve().parent.parent
# What an installation may have set and a trial must not see.
OWN_SETTINGS = (
    "ADMIN_EMAIL",
    "ADMIN_PASSWORD",
    "ALLOWED_HOSTS",
    "BACKUP_FOLDER",
    "BACKUP_KEY",
    "CACHE_URL",
    "CDN_PURGE",
    "DATABASE_REPLICA_URL",
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "FROM_EMAIL",
    "MEDIA_ROOT",
    "MEDIA_STORAGE",
    "PORT",
    "PROXIES",
    "SEARCH_MEANING",
    "SECRET_KEY",
    "SITE_ADDRESS",
    "SITE_LANGUAGES",
    "TASKS",
    "TIME_ZONE",
)


@contextlib.contextmanager
def running_site(data, venv, *arguments, port=None, root=ROOT, anew=False, **variables):
    """Start script/server on a port (a free one) and wait until it answers; end it afterwards.

    ``data`` is its data folder, which borrows the virtual environment ``venv``; ``variables`` are added to its
    environment; ``root`` is its code; ``anew``: from nothing, whatever others began with. Gives an object with url,
    data, log (a file), process and seconds (until the first answer). Raises RuntimeError with what the server said
    when it does not start.
    """
    if not (data / "venv").exists():
        (data / "venv").symlink_to(venv)
    port = port or free_port()
    env = trial_environment(data) | variables
    log = data / f"log-{port}"
    url = f"http://127.0.0.1:{port}"
    process = None
    try:
        with Beginning(arguments, variables, root, anew=anew).given(data), log.open("w") as opened:
            begin = time.monotonic()
            command = [root / "script" / "server", "--port", str(port), *arguments]
            process = subprocess.Popen(command, env=env, stdout=opened, stderr=subprocess.STDOUT)
            while not _answers(url):
                if process.poll() is not None or time.monotonic() - begin > 400:
                    raise RuntimeError(f"The site did not start; it said: {log.read_text()[-2000:]}")
                time.sleep(0.2)
            seconds = time.monotonic() - begin
        yield types.SimpleNamespace(url=url, data=data, log=log, process=process, seconds=seconds)
    finally:
        if process:
            process.terminate()
            process.wait(20)


def _answers(url):
    try:
        urllib.request.build_opener(StayHere).open(f"{url}/robots.txt", timeout=2)
    except urllib.error.HTTPError:  # an answer all the same: to https, which a proxy speaks
        return True
    except OSError:
        return False
    return True


class Beginning:
    """What a new site begins with on SQLite: made by the first that starts, where BEGINNINGS names a folder.

    Making the tables and the examples takes most of two minutes; the sites of one run of tests need not all do it,
    and whoever starts meanwhile waits for it.
    """

    PARTS = ("media", "secret-key", "first-password")

    def __init__(self, arguments, variables, root, *, anew=False):
        self.anew = anew
        folder = variables.get("BEGINNINGS", os.environ.get("BEGINNINGS"))
        is_usual = not {"DATABASE_URL", "MEDIA_STORAGE", "MEDIA_ROOT"} & variables.keys() and root == ROOT
        self.folder = Path(folder, "-".join(["site", *arguments])) if folder and is_usual else None
        # The examples can be added to a site that has none.
        self.plain = Path(folder, "site") if folder and arguments == ("--demo",) else None
        # They are added to what all begin with.
        self.has_languages = "SITE_LANGUAGES" in variables

    @contextlib.contextmanager
    def given(self, data):
        """Put it into an empty data folder; where it is not there yet, keep what has been made at the block's end."""
        if self.folder is None or (data / "site.sqlite3").exists():
            yield
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.folder.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            makes_it = not self.folder.exists() and not self.has_languages
            if not makes_it:
                fcntl.flock(turn, fcntl.LOCK_UN)
            known = next((one for one in (self.folder, self.plain) if one and one.exists()), None)
            if known and not self.anew:
                shutil.copytree(known, data, dirs_exist_ok=True)
            yield
            if makes_it:
                self._keep(data)

    def _keep(self, data):
        """Keep it for others; what is there is whole."""
        part = self.folder.with_name(f"{self.folder.name}.{os.getpid()}")
        part.mkdir(parents=True)
        for name in self.PARTS:
            if (data / name).is_dir():
                shutil.copytree(data / name, part / name)
            elif (data / name).exists():
                shutil.copy2(data / name, part / name)
        with (
            contextlib.closing(sqlite3.connect(data / "site.sqlite3")) as source,
            contextlib.closing(sqlite3.connect(part / "site.sqlite3")) as target,
        ):
            source.backup(target)
        part.rename(self.folder)


def run_in(site, code):
    """Run Python code in a running site, as script/manage shell does; return what it printed."""
    command = [ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
    env = trial_environment(site.data) | {"SITE_ADDRESS": site.url}
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


class StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *arguments):
        """Give the redirect itself to whoever asked."""


@contextlib.contextmanager
def bucket(folder, port=None):
    """Run a server that speaks S3's protocol, with an empty bucket, while the block runs; give MEDIA_STORAGE.

    Needs the packages of requirements-dev.txt; its log lies in ``folder``.
    """
    import boto3

    port = port or free_port()
    with running([Path(sys.executable).with_name("moto_server"), "-p", str(port)], port, folder / "bucket.log"):
        access = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", **access)
        client.create_bucket(Bucket="uploads")
        yield f"s3+http://key:secret@127.0.0.1:{port}/uploads"


@contextlib.contextmanager
def proxied_site(data, venv, *arguments):
    """Run a site behind Caddy with deploy/Caddyfile, over https with a CA of its own.

    Gives the object of running_site with url (https), http_port, https_port, authority (the CA's
    certificate, a file) and proxy_log (a file) in addition.
    """
    http_port, https_port = free_port(), free_port()
    address = f"https://localhost:{https_port}"
    example = (ROOT / "deploy" / "Caddyfile").read_text()
    caddy = shutil.which("caddy", path=str(Path(venv) / "bin")) or shutil.which("caddy")
    if not caddy:
        raise RuntimeError("There is no Caddy to run deploy/Caddyfile.")
    with running_site(data, venv, *arguments, SITE_ADDRESS=address) as site:
        # The example as it is, but for names, ports and who signs the certificate.
        config = example.replace("www.example.org {", f"{address} {{\n    tls internal")
        config = config.replace("127.0.0.1:8000", site.url.removeprefix("http://"))
        config = config.replace("/srv/site/data", str(data))
        config = config.partition("\nexample.org {")[0]
        config = config.replace(
            "{\n",
            f"{{\n    http_port {http_port}\n    https_port {https_port}\n    admin off\n"
            "    skip_install_trust\n    auto_https disable_redirects\n",
            1,
        )
        config += f"\nhttp://localhost:{http_port} {{\n    redir {address}{{uri}} permanent\n}}\n"
        file, log = data / "Caddyfile", data / "log-proxy"
        file.write_text(config)
        env = {"HOME": str(data), "XDG_DATA_HOME": str(data / "caddy"), "PATH": os.environ["PATH"]}
        with log.open("w") as opened:
            proxy = subprocess.Popen(
                [caddy, "run", "--config", file, "--adapter", "caddyfile"],
                env=env,
                stdout=opened,
                stderr=subprocess.STDOUT,
            )
        authority = data / "caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        try:
            deadline = time.monotonic() + 60
            while not (authority.exists() and listens(https_port)):
                if proxy.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The proxy did not start; it said: {log.read_text()[-2000:]}")
                time.sleep(0.2)
            site.url, site.http_port, site.https_port = address, http_port, https_port
            site.authority, site.proxy_log = authority, log
            yield site
        finally:
            proxy.terminate()
            proxy.wait(20)


def trial_environment(data):
    """Return the environment of a site that knows nothing of this installation but its data folder.

    Names that are there and empty count as not set, and keep out what .env says of them.
    """
    settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    nothing = dict.fromkeys(set(OWN_SETTINGS) - {"DJANGO_SETTINGS_MODULE"}, "")
    return settings | nothing | {"DATA_DIR": str(data)}
