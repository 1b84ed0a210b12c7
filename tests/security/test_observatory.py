"""Mozilla's own grader looks at every kind of HTML page, over https, behind the proxy of docs/operations.md."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, "script")
import trial_site

HERE = Path(__file__).parent
PATHS = (
    "/",
    "/lets-talk-about/",
    "/lets-talk-about/ally-vs-accomplice/",
    "/get-help/",
    "/get-help/counseling/",
    "/resources/",
    "/resources/example-shelter-line/",
    "/privacy/",
    "/safer-browsing/",
    "/search/?q=shelter",
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/nowhere/",
)


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    folder = tmp_path_factory.mktemp("observatory")
    for name in ("package.json", "package-lock.json", "observatory.mjs"):
        shutil.copy(HERE / name, folder)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional", "--silent"]
    subprocess.run(install, cwd=folder, check=True)
    # The list of preloaded names, which the package would fetch: a local name is not on it.
    lists = folder / "node_modules/@mdn/mdn-http-observatory/conf"
    lists.mkdir(exist_ok=True)
    (lists / "hsts-preload.json").write_text("{}")
    data = tmp_path_factory.mktemp("graded")
    with trial_site.proxied_site(data, os.environ.get("SHARED_VENV", sys.prefix), "--demo") as site:
        command = ["node", "observatory.mjs", str(site.http_port), str(site.https_port), *PATHS]
        env = os.environ | {"NODE_EXTRA_CA_CERTS": str(site.authority)}
        result = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr[-2000:]
    found = json.loads(result.stdout.splitlines()[-1])
    print("\n".join(f"{grade['score']:4} {path}" for path, grade in found.items()))
    return found


@pytest.mark.parametrize("path", PATHS)
def test_the_observatory_grades_every_page_high(grades, path):
    grade = grades[path]
    assert grade["status"] == (404 if path == "/nowhere/" else 200)
    assert grade["failed"] == []
    assert grade["score"] >= (130 if path == "/" else 120)
