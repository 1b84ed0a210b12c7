"""What can be known before a start, asked before anything is changed: each fault is one sentence with a way out."""

import contextlib
import difflib
import fcntl
import os
import shutil
import socket
import sqlite3
import sys
from pathlib import Path

from environment import ROOT, data_dir, stop

# What a first start writes. A later one is not refused: visitors can read a site whose disk is full.
ROOM_FOR_PACKAGES, ROOM_FOR_SITE = 700_000_000, 100_000_000  # bytes
RUNNING = "running-at"  # in the data folder: the address of the server that holds its lock
TRIED = 50  # ports


def check_env_file(lines, known):
    """Stop at a line of .env that says nothing, or names a setting that is misspelt."""
    for number, line in enumerate(lines, 1):
        line = line.strip()
        name, equals, _value = line.partition("=")
        if not line or line.startswith("#"):
            continue
        if not equals or not name.strip().replace("_", "").isalnum():
            stop(f"Line {number} of .env cannot be read: write NAME=value, or begin the line with # for a note.")
        near = difflib.get_close_matches(name.strip(), known, n=1, cutoff=0.85)
        if near and name.strip() not in known:
            stop(f"Line {number} of .env sets {name.strip()}, which is no setting; did you mean {near[0]}?")


def known_settings():
    """Return the names of all settings, as .env.example has them."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")]


def check_folder(folder):
    """Stop if the data folder, or what lies in it, cannot be written to, or has too little room."""
    for path in (folder, *(folder / name for name in ("site.sqlite3", "media", "static", "secret-key", "venv"))):
        if path.exists() and not os.access(path, os.W_OK | os.R_OK):
            stop(
                f"{path} belongs to somebody else: start the site from the account that it belongs to, "
                f"or give it to yours (chown -R {os.getuid()} {folder})."
            )
    needed = 0 if (folder / "static").exists() else ROOM_FOR_SITE
    if sys.prefix == sys.base_prefix and not (folder / "venv").exists():
        needed += ROOM_FOR_PACKAGES
    free = shutil.disk_usage(folder).free
    if free < needed:
        stop(
            f"{folder} has room for {free // 1_000_000} MB, and {needed // 1_000_000} MB are needed: "
            "make room there, or set DATA_DIR to a folder on another disk."
        )
    check_sqlite(folder / "site.sqlite3")


def check_sqlite(file):
    """Stop if the database in the data folder is none."""
    if not file.exists() or os.environ.get("DATABASE_URL"):
        return
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            opened.execute("SELECT name FROM sqlite_master LIMIT 1")
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            stop(f"{file} is damaged or no database: move it away and put a backup back (docs/operations.md).")


def take_folder(folder, address, beside=False):
    """Hold the data folder for as long as this process lives, whatever it becomes; stop if a server runs there.

    Returns the open files that hold it, for processes that work in the folder, too.
    """
    if beside:
        return []
    handle = os.open(folder / RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        where = os.read(handle, 300).decode(errors="replace").strip()
        stop(
            f"The site runs already from this data folder ({folder}){f', at {where}' if where else ''}: stop that one "
            "first, set DATA_DIR to another folder, or start one more with --beside and another --port."
        )
    os.ftruncate(handle, 0)
    os.write(handle, address.encode())
    return [handle]


def usable_port(host, port):
    """Return a port that can be listened on: the one that is asked for, or, for "free", the next that nobody has."""
    if port == "free":
        return next_free(host, 8000) or stop("No port from 8000 on is free; name one with --port.")
    try:
        _listen(host, port)
    except PermissionError:
        stop(f"Ports below 1024 are for the system: use --port {next_free(host, 8000)}, and a proxy in front.")
    except socket.gaierror:
        stop(f"{host} is no address of this machine: leave --host out, or use 0.0.0.0 for all of them.")
    except OSError as error:
        if error.errno == 98:
            free = next_free(host, port + 1)
            way = f"script/server --port {free} uses one that is free" if free else "name another with --port"
            stop(f"Port {port} is taken by another program: {way}.")
        stop(f"{host} cannot be listened on ({error.strerror}): leave --host out, or use 0.0.0.0 for all addresses.")
    return port


def next_free(host, first):
    """Return the first port from ``first`` on that nobody listens on; None if there is none near."""
    for port in range(first, min(first + TRIED, 65536)):
        with contextlib.suppress(OSError):
            _listen(host, port)
            return port
    return None


def _listen(host, port):
    family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        # As servers do: a port that was left a moment ago may be used again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def running_at():
    """Return the address that the server on this data folder listens on, or listened on last."""
    with contextlib.suppress(OSError):
        return Path(data_dir(), RUNNING).read_text().strip()
    return ""
