"""What can be known before a start is asked first, and answered in one sentence with a way out; nothing is changed."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

sys.path.insert(0, "script")
import before_start
import environment
import processes

ROOT = Path.cwd()


@pytest.fixture
def code(tmp_path):
    """A copy of the scripts, with a .env of its own."""
    folder = tmp_path / "code"
    folder.mkdir()
    shutil.copytree(ROOT / "script", folder / "script")
    shutil.copy(ROOT / ".env.example", folder)
    return folder


@pytest.fixture
def start(code, tmp_path):
    """Return a function that starts the copy; it gets as far as the packages, of which there are none."""

    def run(*arguments, data=None, **variables):
        env = {"PATH": os.environ["PATH"], "DATA_DIR": str(data or tmp_path / "data")} | variables
        command = [sys.executable, code / "script" / "server", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True)

    return run


def refused(result, *words, data=None):
    """Hold that a start was refused with one sentence, before anything was made."""
    said = result.stderr.strip()
    assert result.returncode == 1, said
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said
    for word in words:
        assert word in said
    if data and data.exists():
        assert {path.name for path in data.iterdir()} <= {before_start.RUNNING}


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.any_database
def test_a_port_that_is_taken_offers_one_that_is_free(start, tmp_path, taken):
    result = start("--port", str(taken))
    refused(result, f"Port {taken} is taken", "script/server --port ", data=tmp_path / "data")
    offered = int(result.stderr.partition("--port ")[2].split()[0])
    assert offered > taken
    assert not processes.listens(offered)


@pytest.mark.any_database
def test_free_takes_the_next_port_that_nobody_has(taken):
    assert before_start.usable_port("127.0.0.1", "free") >= 8000
    assert before_start.next_free("127.0.0.1", taken) > taken
    assert before_start.usable_port("::1", before_start.next_free("::1", 20000)) >= 20000


def as_nobody(ask):
    """Return what a function says when it stops the program, asked by an account without rights."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            ask()
            said = "nothing"
        except SystemExit as stopped:
            said = str(stopped)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as opened:
        return opened.read().strip()


@pytest.mark.any_database
@pytest.mark.skipif(os.geteuid() != 0, reason="needs an account that may become another")
def test_what_the_account_may_not_do_is_said():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        said = as_nobody(lambda: before_start.check_folder(Path(folder)))
        assert "belongs to somebody else" in said
        assert f"chown -R 65534 {folder}" in said
    if Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text().strip() == "1024":
        said = as_nobody(lambda: before_start.usable_port("127.0.0.1", 80))
        assert "Ports below 1024 are for the system: use --port 8" in said


@pytest.mark.any_database
@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_an_address_that_is_not_of_this_machine(start, tmp_path, host):
    refused(start("--host", host), host, "leave --host out", data=tmp_path / "data")


@pytest.mark.any_database
def test_too_little_room_is_known_before_anything_is_installed(monkeypatch, tmp_path, capsys):
    disk = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: disk._replace(free=90_000_000))
    with pytest.raises(SystemExit, match=r"room for 90 MB, and \d+ MB are needed: make room there"):
        before_start.check_folder(tmp_path)
    # A site that is set up starts even so: visitors can read it.
    (tmp_path / "static").mkdir()
    (tmp_path / "venv").mkdir()
    before_start.check_folder(tmp_path)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("SITE_ADRESS=https://www.example.org", ["Line 2", "did you mean SITE_ADDRESS?"]),
        ("this is no setting", ["Line 2", "NAME=value"]),
        ("=value", ["Line 2", "NAME=value"]),
        ("BACKUP_KEYS=age1", ["did you mean BACKUP_KEY?"]),
    ],
)
def test_a_broken_line_of_the_settings_is_named(start, code, tmp_path, line, words):
    (code / ".env").write_text(f"# ours\n{line}\nTIME_ZONE=Europe/Berlin\n")
    refused(start(), *words, data=tmp_path / "data")


@pytest.mark.any_database
def test_settings_in_another_encoding_are_told(start, code):
    (code / ".env").write_bytes("FROM_EMAIL=Büro <a@example.org>".encode("utf-16"))
    refused(start(), ".env cannot be read", "UTF-8")


@pytest.mark.any_database
def test_settings_of_other_programs_and_of_a_windows_editor_are_taken(tmp_path):
    known = before_start.known_settings()
    file = tmp_path / ".env"
    file.write_bytes("\ufeffPORT=8001\r\n# ours\r\n\r\nCOMPOSE_PROJECT_NAME=site\r\n".encode())
    lines = environment.env_lines(file)
    assert lines[0] == "PORT=8001"
    before_start.check_env_file(lines, known)
    assert {"SITE_ADDRESS", "DATA_DIR", "PORT", "BACKUP_KEY"} <= set(known)


@pytest.mark.any_database
def test_the_data_folder_of_the_settings_file_holds_the_packages_too(code, tmp_path):
    (code / ".env").write_text(f"DATA_DIR={tmp_path / 'elsewhere'}\n")
    ask = "import sys; sys.path.insert(0, 'script'); import environment; print(environment.data_dir())"
    env = {"PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", ask], cwd=code, env=env, capture_output=True, text=True)
    assert done.stdout.strip() == str(tmp_path / "elsewhere")


@pytest.mark.any_database
def test_a_second_server_on_one_data_folder_is_told_where_the_first_is(start, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    hold = (
        "import sys; sys.path.insert(0, 'script'); import before_start, pathlib\n"
        "before_start.take_folder(pathlib.Path(sys.argv[1]), 'http://127.0.0.1:8765')\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, data]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "held\n"
        result = start("--port", "free")
        refused(result, "runs already", "at http://127.0.0.1:8765", "--beside", data=data)
        # Once it is gone, however it went, its place is free.
        first.kill()
    before_start.take_folder(data, "http://127.0.0.1:8000")


@pytest.mark.any_database
def test_a_damaged_database_is_named(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "venv").mkdir()
    (tmp_path / "site.sqlite3").write_bytes(b"no database at all, but long enough to look like one" * 100)
    with pytest.raises(SystemExit, match="damaged or no database"):
        before_start.check_folder(tmp_path)
    (tmp_path / "site.sqlite3").unlink()
    sqlite3.connect(tmp_path / "site.sqlite3").close()
    before_start.check_folder(tmp_path)


@pytest.mark.any_database
def test_commands_and_mails_name_the_address_that_the_server_has(tmp_path):
    (tmp_path / before_start.RUNNING).write_text("http://127.0.0.1:8123")
    (tmp_path / "venv").symlink_to(sys.prefix)
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    ask = "from django.conf import settings; print(settings.SITE_ADDRESS)"
    command = [ROOT / "script" / "manage", "shell", "-v", "0", "-c", ask]
    assert subprocess.run(command, env=env, capture_output=True, text=True).stdout.strip() == "http://127.0.0.1:8123"


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_left_as_it_is():
    MigrationRecorder(connection).record_applied("blog", "0099_from_the_future")
    with pytest.raises(CommandError, match=r"of a newer version of the site .* update the code"):
        call_command("prepare_site")


@pytest.mark.django_db
def test_a_database_that_another_version_left_half_made_is_told_in_words():
    MigrationRecorder(connection).record_unapplied("wagtailusers", "0015_userprofile_keyboard_shortcuts")
    with pytest.raises(CommandError, match="broken off while it made this database"):
        call_command("prepare_site")


@pytest.mark.django_db
def test_what_other_packages_have_done_to_a_database_is_no_newer_version():
    MigrationRecorder(connection).record_applied("gone_package", "0001_initial")
    from django.db.migrations.executor import MigrationExecutor

    from first_content.management.commands.prepare_site import refuse_what_comes_after

    refuse_what_comes_after(MigrationExecutor(connection))


@pytest.fixture
def distribution(tmp_path, monkeypatch):
    """A Python of the distribution, that can do what is needed, beside the one that started this."""
    file = tmp_path / "distribution-python3"
    file.write_text(f'#!/bin/sh\nexec {sys._base_executable} "$@"\n')
    file.chmod(0o755)
    monkeypatch.setattr(environment, "DISTRIBUTION_PYTHON", str(file))
    monkeypatch.setattr(sys, "executable", "/some/versions/bin/python3")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    return file


def test_a_new_environment_is_made_of_the_distributions_python(distribution):
    assert environment.base_python() == str(distribution)


def test_another_python_is_taken_where_it_was_named(distribution, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/some/versions/bin/python3.13")
    assert environment.base_python() == "/some/versions/bin/python3.13"


def test_another_python_is_taken_where_its_environment_is_active(distribution, monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/home/somebody/environment")
    assert environment.base_python() == "/some/versions/bin/python3"


def test_another_python_is_taken_where_the_distributions_is_too_old_or_makes_no_environments(distribution):
    distribution.write_text("#!/bin/sh\nexit 1\n")
    assert environment.base_python() == "/some/versions/bin/python3"


def test_another_python_is_taken_where_the_distribution_has_none(distribution):
    distribution.unlink()
    assert environment.base_python() == "/some/versions/bin/python3"
