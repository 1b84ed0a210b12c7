"""Would the tests notice? Changes one place after the other in the files that safety hangs on, and runs their tests.

mutmut makes the changes: another comparison, another number, a condition turned round, a value lost. Its changes of
texts and of single arguments are left out: they mostly say something else in the same words. What no test notices
must be explained in tests/survivors.toml.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    "accounts/adapters.py", "accounts/sessions.py", "attention/links.py", "consent/withdrawal.py",
    "editor/preview_links.py", "page_cache/changes.py", "page_cache/store.py", "safety/documents.py",
    "safety/incoming.py", "safety/photographs.py", "safety/uploads.py", "search/index.py", "search/understanding.py",
)  # fmt: skip
TESTS = (
    "tests/accounts", "tests/attention", "tests/consent", "tests/page_cache", "tests/test_editor.py",
    "tests/test_danger_by_meaning.py", "tests/test_danger_words.py", "tests/test_meaning.py", "tests/test_search.py",
    "tests/test_search_edges.py", "tests/test_search_index.py", "tests/test_search_input.py",
    "tests/test_search_meant.py", "tests/test_search_rebuild.py", "tests/test_search_words.py", "tests/uploads",
)  # fmt: skip
LEFT_OUT = {"operator_string", "operator_arg_removal", "operator_dict_arguments"}
KILLED = 0.9  # at least
NOTICED = {"killed", "timeout", "segfault"}
UNNOTICED = {"survived", "no tests", "suspicious"}


def prepare(folder, files=FILES):
    """Copy the tracked files into a folder, with what mutmut wants to know."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.splitlines() if (ROOT / name).is_file()]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    tops = sorted({name.partition("/")[0] for name in names if not name.startswith(".")})
    with (folder / "pyproject.toml").open("a") as opened:
        opened.write(
            f"\n[tool.mutmut]\nsource_paths = {list(files)}\nalso_copy = {tops}\n"
            f"pytest_add_cli_args_test_selection = {list(TESTS)}\n".replace("'", '"')
        )


def run(folder):
    """Let mutmut work in a folder; return [(file, line before, line after, outcome)]."""
    command = [sys.executable, __file__, "inside", "run", "--max-children", str(os.cpu_count() or 1)]
    with (folder / "mutmut.log").open("w") as log:
        subprocess.run(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    results = subprocess.run(
        [sys.executable, __file__, "inside", "results", "--all", "true"], cwd=folder, capture_output=True, text=True
    ).stdout
    return [tuple(found) for found in re.findall(r"^\s+(\S+__mutmut_\d+): ([\w ]+)$", results, re.MULTILINE)]


def change(folder, name):
    """Return (lines taken out, lines put in) of a mutant, without their indentation."""
    command = [sys.executable, __file__, "inside", "show", name]
    shown = subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
    return tuple(" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")


def module_of(name):
    """Return the module that a mutant is in."""
    return re.split(r"\.(?:x_|xǁ)", name)[0]


def report(folder):
    """Print what was not noticed; return whether enough was, and all the rest is explained."""
    outcomes = run(folder)
    if not any(outcome == "killed" for _name, outcome in outcomes):
        print((folder / "mutmut.log").read_text().replace("\r", "\n")[-3000:])
        return False
    known = tomllib.loads((ROOT / "tests/survivors.toml").read_text())["survivors"]
    explained = {(one["module"], one["was"], one["became"]) for one in known}
    counted = [name for name, outcome in outcomes if outcome in NOTICED | UNNOTICED]
    survived = [name for name, outcome in outcomes if outcome in UNNOTICED]
    changes = {name: change(folder, name) for name in survived}
    open_ones = [(name, found) for name, found in changes.items() if (module_of(name), *found) not in explained]
    for name, (was, became) in open_ones:
        print(f"{name}\n  - {was}\n  + {became}")
    share = 1 - len(survived) / len(counted) if counted else 0
    print(
        f"{len(counted)} mutants, {len(counted) - len(survived)} killed ({share:.1%}), "
        f"{len(survived) - len(open_ones)} explained, {len(open_ones)} neither"
    )
    return share >= KILLED and not open_ones


def main():
    """Do what mutmut is asked to, or all of it."""
    if sys.argv[1:2] == ["inside"]:
        from mutmut.mutation import mutators

        mutators.mutation_operators[:] = [one for one in mutators.mutation_operators if one[1].__name__ not in LEFT_OUT]
        from mutmut.__main__ import cli

        sys.argv = ["mutmut", *sys.argv[2:]]
        cli()
        return
    folder = Path(sys.argv[1])
    prepare(folder, sys.argv[2:] or FILES)
    sys.exit(not report(folder))


if __name__ == "__main__":
    main()
