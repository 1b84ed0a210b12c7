"""The house keeps its order: rooms, sizes of files, and the pages that tell newcomers where things are."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {file.parent.name for file in ROOT.glob("*/__init__.py")}
LONGEST = 300  # lines
PLANNED: set[str] = set()


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def configuration():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]


def test_every_room_has_its_place_in_the_order():
    contract = configuration()["importlinter"]["contracts"][0]
    layers = [name.strip() for layer in contract["layers"] for name in layer.split("|")]
    assert {name for name in layers if not name.startswith("(")} == ROOMS
    assert {name.strip("()") for name in layers if name.startswith("(")} == PLANNED - ROOMS
    assert set(configuration()["importlinter"]["root_packages"]) == ROOMS
    assert set(configuration()["coverage"]["run"]["source"]) == ROOMS
    assert "ignore_imports" not in contract


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_says_what_it_is_for_and_what_it_may_use(room):
    told = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text()))
    assert told
    assert re.search(r"\buses?\b", told)


def test_every_room_stands_on_the_map_and_in_the_readme():
    for page in ("docs/map.md", "README.md"):
        text = (ROOT / page).read_text()
        assert {room for room in ROOMS if f"`{room}" not in text} == set(), page


def test_no_file_holds_two_subjects():
    code = [*tracked("*.py", "templates/*", "static/js/*"), *tracked("script/*", "bench/*")]
    # Pasted texts and what is built from packages are nobody's writing.
    foreign = ("clipboard", "vendored")
    lengths = {file.relative_to(ROOT): len(file.read_text().splitlines()) for file in code if file.suffix != ".json"}
    assert {
        file: length
        for file, length in lengths.items()
        if length > LONGEST and not any(word in str(file) for word in foreign)
    } == {}


def test_no_room_collects_what_belongs_nowhere():
    assert not ROOMS & {"utils", "common", "core", "helpers", "misc"}


def named_in(page):
    """Return the files that a page names in backticks."""
    text = (ROOT / page).read_text()
    return {name for name in re.findall(r"`([\w./-]+)`", text) if "/" in name and not name.startswith("/")}


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/map.md", "docs/decisions.md", "SECURITY.md"])
def test_every_file_that_is_named_exists(page):
    assert {name for name in named_in(page) if not (ROOT / name).exists()} == set()


def test_each_change_belongs_where_the_table_says():
    rows = re.findall(r"^\| [^|]+ \| `([^`]+)` \| `([^`]+)` \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert len(rows) == 10
    assert {(file, name) for file, name in rows if name not in (ROOT / file).read_text()} == set()


def test_the_changelog_begins_with_the_version_of_the_code():
    from config import VERSION

    newest = re.search(r"^## (\d+\.\d+\.\d+) – \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest[1] == VERSION


def test_continuous_integration_calls_the_one_command():
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text()
    assert re.findall(r"^\s*- run: (.*)$", workflow, re.MULTILINE) == ["script/test"]
    assert 'exec "$(dirname "$0")/../script/test"' in (ROOT / ".ci" / "run").read_text()
    assert "script/test --lint" in (ROOT / ".pre-commit-config.yaml").read_text()
