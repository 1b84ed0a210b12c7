"""The first content of any other organisation: nothing about the one that this site was first made for."""

import re

from search.models import WordGroup

from .content_files import read

# What only some organisations say of their work; staff add what they need.
OF_ONE = re.compile(r"prostitu|seattle|\bops\b", re.IGNORECASE)
_ONE = rf"[\w-]*(?:{OF_ONE.pattern})[\w-]*"
_ALTERNATIVE = re.compile(rf"(?<![\w-]){_ONE}/|/{_ONE}", re.IGNORECASE)


def content(name: str) -> dict:
    """Return the first pages and settings for an organisation of this name."""
    found, first = read("blank/pages.toml"), read("first/pages.toml")
    same = {entry["slug"]: entry for entry in first["pages"] if entry["slug"] in found["same"]}
    found["pages"] += [same[slug] for slug in found.pop("same")]
    found["settings"] |= {"organisation_name": name[:120]}
    return found


def without(lines: list[str]) -> list[str]:
    """Return lines of words without what only some organisations say."""
    plain = [_ALTERNATIVE.sub("", line) for line in lines]
    return [line for line in plain if line.strip() and not OF_ONE.search(line)]


def word_group(group: WordGroup) -> WordGroup | None:
    """Return a list of search words without them; None where nothing is left of it."""
    for field in ("words", "also", "unless"):
        setattr(group, field, "\n".join(without(getattr(group, field).splitlines())))
    return group if group.words and not OF_ONE.search(group.name) else None


def terms(entries: list[dict]) -> list[dict]:
    """Return the words to avoid that any organisation may want to avoid."""
    return [entry for entry in entries if not OF_ONE.search(str(entry))]
