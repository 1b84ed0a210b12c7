"""Scripts that were built from packages are those that the repository says."""

import hashlib
import json
import re
from pathlib import Path

BUILT = Path("static/js/vendored")
SOURCE = Path("letters/browser")


def test_each_built_script_has_the_hash_that_was_noted():
    noted = dict(reversed(line.split()) for line in (SOURCE / "sha256.txt").read_text().splitlines())
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in BUILT.glob("*.js")} == noted


def test_the_lockfile_pins_every_package_with_a_hash_and_exact_versions_are_asked_for():
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    asked = json.loads((SOURCE / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in asked.values())


def test_the_licence_of_each_package_is_named():
    named = (BUILT / "LICENSES.md").read_text()
    asked = json.loads((SOURCE / "package.json").read_text())["devDependencies"]
    assert [name for name in asked if name not in named] == ["esbuild"]
