"""The catalogues of translations are whole: nothing is missing or left over, and what is used was made of them."""

import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
pytestmark = pytest.mark.any_database
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
# What Wagtail and its scripts do not say in a language themselves.
WAGTAIL = sorted((ROOT / "locale" / "wagtail").glob("*/LC_MESSAGES/*.po"))
CONTENT = sorted((ROOT / "first_content" / "data" / "languages").glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z][^>]*>")
NOT_OURS = ("bench", "deploy", "script", "tests", "var")


def texts(entry):
    """Return [(English, translation)] of an entry, plural forms included."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return list(zip((entry.msgid, entry.msgid_plural), entry.msgstr_plural.values(), strict=True))


@pytest.mark.parametrize("file", [*CATALOGUES, *WAGTAIL, *CONTENT], ids=lambda file: str(file.relative_to(ROOT)))
def test_everything_is_translated_with_the_same_placeholders_and_tags(file):
    catalogue = polib.pofile(str(file))
    assert len(catalogue) > (10 if file in WAGTAIL else 1000)
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert catalogue.obsolete_entries() == []
    for entry in catalogue:
        for english, other in texts(entry):
            assert Counter(PLACEHOLDER.findall(english)) == Counter(PLACEHOLDER.findall(other)), english


def by_name(entries):
    """Return {(context, English): texts}: the same word may have several meanings."""
    return {(entry.msgctxt or None, entry.msgid): texts(entry) for entry in entries}


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_no_string_of_the_site_is_missing_and_none_is_left_over(file, tmp_path):
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if name.endswith((".py", ".html", ".txt", ".po")) and not name.startswith(NOT_OURS):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    command = [sys.executable, "-m", "django", "makemessages", "-l", file.parent.parent.name, "--no-wrap"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    found = [entry for entry in polib.pofile(str(tmp_path / file.relative_to(ROOT))) if not entry.obsolete]
    assert by_name(found).keys() == by_name(polib.pofile(str(file))).keys()


@pytest.mark.parametrize("file", WAGTAIL, ids=lambda file: str(file.relative_to(ROOT)))
def test_of_wagtails_words_those_alone_stand_here_that_it_does_not_say_itself(file):
    def names(catalogue):
        # Theirs may have more plural forms than ours.
        return {(entry.msgctxt or "", entry.msgid) for entry in catalogue}

    language, english, theirs = file.parent.parent.name, set(), set()
    for app in (app for app in apps.get_app_configs() if app.name.startswith("wagtail")):
        known = Path(app.path) / "locale" / "en" / "LC_MESSAGES" / file.name
        other = Path(app.path) / "locale" / language / "LC_MESSAGES" / file.with_suffix(".mo").name
        english |= names(polib.pofile(str(known))) if known.exists() else set()
        theirs |= names(polib.mofile(str(other))) if other.exists() else set()
    ours = names(polib.pofile(str(file)))
    assert sorted(ours - english) == []
    assert sorted(ours & theirs) == []


@pytest.mark.parametrize("file", [*CATALOGUES, *WAGTAIL], ids=lambda file: str(file.relative_to(ROOT)))
def test_what_the_site_reads_was_made_of_the_catalogue(file):
    used, made = polib.mofile(str(file.with_suffix(".mo"))), polib.pofile(str(file))
    assert by_name(used) == by_name(made)


# The guide for staff

GUIDES = sorted((ROOT / "docs").glob("editors.*.md"))
# What a guide is made of, whatever its words.
PARTS = {
    "headings": re.compile(r"^#+(?= )", re.MULTILINE),
    "items": re.compile(r"^\s*(?:[-*]|\d+\.)(?= )", re.MULTILINE),
    "rows": re.compile(r"^\|(?=.*\|$)", re.MULTILINE),
    "pictures": re.compile(r"!\[[^\]]*\](\([^)]*\))"),
    "addresses": re.compile(r"(?<!!)\[[^\]]*\]\((http[^)]*)\)"),
}
BOLD = re.compile(r"\*\*([^*]+)\*\*")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.name)
def test_a_guide_in_another_language_has_every_part_of_the_english_one(guide):
    english, other = (ROOT / "docs" / "editors.md").read_text(), guide.read_text()
    for part, pattern in PARTS.items():
        # Of pictures and links the addresses, of the others the signs they begin with.
        wanted, found = (["".join(one.split()) for one in pattern.findall(text)] for text in (english, other))
        assert found == wanted, part


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.name)
def test_a_guide_calls_what_is_on_the_screen_by_the_words_that_stand_there(guide):
    file = ROOT / "locale" / guide.name.split(".")[1] / "LC_MESSAGES" / "django.po"
    ours = defaultdict(list)  # of some words there are two, with two meanings
    for entry in polib.pofile(str(file)):
        ours[entry.msgid].append(entry.msgstr or entry.msgstr_plural[0])
    named = {part for bold in BOLD.findall((ROOT / "docs" / "editors.md").read_text()) for part in bold.split(" → ")}
    text = guide.read_text()
    assert sorted(name for name in named & ours.keys() if not any(words in text for words in ours[name])) == []
