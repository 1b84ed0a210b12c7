"""Finds or makes the project's own environment: data folder, Python, packages.

Used by script/server, script/test, script/update and everything in bench/, before
any package is installed, so it needs nothing but Python's standard library.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON, AFTER_NEWEST_PYTHON = (3, 11), (3, 14)
# Where a distribution has its own Python, which it also repairs.
DISTRIBUTION_PYTHON = "/usr/bin/python3"


def stop(sentence):
    """End the program with one sentence for a person, and exit code 1."""
    sys.exit(f"\n{sentence}\n")


def say(sentence):
    """Tell a person what goes on, beside what the command itself prints, which a program may read."""
    print(sentence, file=sys.stderr, flush=True)


def use_supported_python():
    """Start again under a Python that is new enough, if this one is not."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            os.execv(found, [found, *sys.argv])
    stop("This site needs Python 3.11 or newer; install it (for example package python3.11) and try again.")


def base_python():
    """Return the Python that a new virtual environment is made of: the distribution's, where nobody chose another.

    It is the one deploy/install takes, so that tests and sites run on the same. Those that version
    managers build without optimisations are slower; docs/performance.md says by how much. Chosen is what
    an active virtual environment has, and what was named (python3.13 script/server).
    """
    chosen = sys.prefix != sys.base_prefix or Path(sys.executable).name != "python3"
    fits = f"import ensurepip, sys; sys.exit(not {OLDEST_PYTHON} <= sys.version_info[:2] < {AFTER_NEWEST_PYTHON})"
    if chosen or not Path(DISTRIBUTION_PYTHON).exists():
        return sys.executable
    fitting = subprocess.run([DISTRIBUTION_PYTHON, "-c", fits], capture_output=True).returncode == 0
    return DISTRIBUTION_PYTHON if fitting else sys.executable


def data_dir():
    """Return the folder that holds everything the site creates (DATA_DIR, else var/)."""
    folder = Path((read_env_file() | os.environ).get("DATA_DIR") or ROOT / "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"The data folder {folder} cannot be made ({error.strerror}); set DATA_DIR to a folder you may write to.")
    return folder


def ensure_packages(*requirement_files):
    """Make the virtual environment hold what the files list; return its Python.

    A file whose contents were installed before is skipped, so that a second call
    takes milliseconds. When the Python that runs this belongs to an environment that holds
    them already (a container's), that one is used.
    """
    own = Path(sys.prefix)
    if sys.prefix != sys.base_prefix and all(_is_installed(own, name) for name in requirement_files):
        return own / "bin" / "python"
    venv = data_dir() / "venv"
    python = venv / "bin" / "python"
    if not python.exists() or subprocess.run([python, "-c", "import pip"], capture_output=True).returncode:
        say("Making a virtual environment …")
        made = subprocess.run([base_python(), "-m", "venv", "--clear", venv], capture_output=True, text=True)
        if made.returncode:
            stop(
                "Python could not make a virtual environment; on Debian or Ubuntu install "
                f"python3-venv (apt-get install python3-venv) and try again. It said: {made.stdout.strip()[:300]}"
            )
    for name in requirement_files:
        if _is_installed(venv, name):
            continue
        say(f"Installing the packages of {name} …")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*install, "--require-hashes", "-r", ROOT / name], stdout=sys.stderr).returncode:
            stop(f"The packages of {name} could not be installed; the lines above say why. Nothing was started.")
        (venv / f"installed-{name}").write_text(_digest(name))
    return python


def site_requirements():
    """Return the file of packages that this installation needs: more where several machines share things."""
    settings = read_env_file() | os.environ
    shares = settings.get("CACHE_URL", "").startswith("redis") or settings.get("BACKUP_FOLDER", "").startswith("s3")
    shares = shares or settings.get("MEDIA_STORAGE") or settings.get("TASKS")
    return "requirements-cluster.txt" if shares else "requirements.txt"


def _digest(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _is_installed(venv, name):
    stamp = venv / f"installed-{name}"
    return stamp.exists() and stamp.read_text() == _digest(name)


def secret_key():
    """Return this installation's own secret, made once and kept in the data folder."""
    file = data_dir() / "secret-key"
    if not file.exists():
        # Whole on the disk before it has its name: half a key after a power cut would lock everybody out.
        new = file.with_suffix(f".{os.getpid()}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_urlsafe(50))
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(new, file)
        new.unlink()
    return file.read_text().strip()


def local_address(host, port):
    """Return the address of a site on this machine."""
    named = "localhost" if host in {"0.0.0.0", "::"} else host
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def site_environment(address):
    """Return the environment variables of a site at ``address``; what is set already wins."""
    values = {
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "DATA_DIR": str(data_dir()),
        "SITE_ADDRESS": address,
    }
    merged = {**read_env_file(), **os.environ}
    merged = {**values, **{key: value for key, value in merged.items() if value != ""}}
    if "SECRET_KEY" not in merged:
        merged["SECRET_KEY"] = secret_key()
    return merged


def env_lines(file):
    """Return the lines of .env; stop with a sentence where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        stop(f"{file} cannot be read: save it as plain text (UTF-8).")
    except OSError as error:
        stop(f"{file} cannot be read ({error.strerror}): give it to the account that starts the site.")


def read_env_file():
    """Return the settings of the file .env, if there is one: NAME=value lines, # starts a comment line."""
    file = ROOT / ".env"
    if not file.exists():
        return {}
    pairs = {}
    for line in env_lines(file):
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            pairs[name.strip()] = value.strip().strip("\"'")
    return pairs
