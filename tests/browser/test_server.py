"""script/server sets everything up in its data folder, can be ended meanwhile, and starts quickly the second time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import trial_site


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_start_that_is_ended_while_it_prepares_leaves_nobody_at_work_unseen(tmp_path, ending):
    (tmp_path / "venv").symlink_to(os.environ.get("SHARED_VENV", sys.prefix))
    command = [trial_site.ROOT / "script" / "server", "--port", str(trial_site.free_port())]
    env = trial_site.trial_environment(tmp_path) | {"BEGINNINGS": ""}
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert b"Preparing" in server.stdout.readline()
    prepares = int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text())
    server.send_signal(ending)
    server.wait(10)
    try:
        if ending == signal.SIGKILL:
            again = subprocess.run(command, env=env, capture_output=True, text=True)
            assert "runs already from this data folder" in again.stderr
        else:
            assert server.returncode == 128 + signal.SIGTERM
            assert not Path(f"/proc/{prepares}").exists()
    finally:
        server.stdout.close()
        if Path(f"/proc/{prepares}").exists():
            os.kill(prepares, signal.SIGKILL)


def test_everything_lies_in_the_data_folder(site):
    names = {path.name for path in site.data.iterdir()}
    assert {"site.sqlite3", "static", "media", "secret-key", "venv"} <= names


def test_files_and_pages_are_compressed_and_files_kept_for_long(site, browser):
    window = browser.new_context(base_url=site.url)
    page = window.new_page()
    headers = {}
    page.on("response", lambda response: headers.__setitem__(response.url.removeprefix(site.url), response.headers))
    page.goto("/", wait_until="networkidle")
    assert headers["/"]["content-encoding"] == "br"
    style = next(value for url, value in headers.items() if url.endswith(".css"))
    assert style["content-encoding"] in {"br", "gzip"}
    assert "immutable" in style["cache-control"]
    assert not any(char.isdigit() for value in headers.values() for char in value.get("server", ""))
    window.close()


def test_a_second_start_does_nothing_again_and_keeps_what_staff_wrote(site, start, visit, manage):
    code = (
        "from blog.models import ArticlePage\n"
        "article = ArticlePage.objects.get(slug='giving-well')\n"
        "article.title = 'Ours now'\n"
        "article.save()\n"
    )
    manage(site, code)
    again = start("--beside")
    output = again.log.read_text()
    for done in ("Password:", "Preparing the database", "The first content is in place", "Building the search index"):
        assert done not in output
    page = visit(f"{again.url}/lets-talk-about/giving-well/")
    assert page.get_by_role("heading", level=1).inner_text() == "Ours now"


def test_ctrl_c_ends_the_site_at_once(start):
    again = start("--beside")
    main = again.process.pid
    children = [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]
    serving = [pid for pid in children if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(serving) >= 2
    # A terminal tells the whole group; a process that serves must not end before it is told to by the first.
    assert not {os.getpgid(pid) for pid in serving} & {os.getpgid(main)}
    again.process.send_signal(signal.SIGINT)
    again.process.wait(20)
    assert not any(Path(f"/proc/{pid}").exists() for pid in serving)


@pytest.mark.parametrize("arguments", [["--port", "abc"], ["--port", "0"], ["--port", "99999"], ["--nonsense"]])
def test_wrong_options_are_refused_with_a_sentence(arguments, site):
    result = subprocess.run(
        [trial_site.ROOT / "script" / "server", *arguments],
        env=trial_site.trial_environment(site.data),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
