"""Which newer versions of packages there are, where script/update has looked."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

FILE = "newest-versions.json"  # in DATA_DIR: {"looked_on": "2026-11-28", "versions": {"django": "5.2.20"}}


@dataclass(frozen=True)
class Behind:
    """A package of which there is a newer version; ``faces_strangers`` are those whose holes matter here."""

    name: str
    have: str
    newest: str
    faces_strangers: bool


def looked_on() -> date | None:
    """Return when script/update looked last."""
    found = _read()
    return date.fromisoformat(found["looked_on"]) if found else None


def behind() -> list[Behind]:
    """Return the packages of which there is a newer version."""
    watched = set(tomllib.loads((settings.BASE_DIR / "docs" / "minimum-versions.toml").read_text()))
    found = []
    for name, newest in _read().get("versions", {}).items():
        try:
            have = version(name)
        except PackageNotFoundError:
            continue
        if _comparable(have) < _comparable(newest):
            found.append(Behind(name, have, newest, name in watched))
    return found


def _read() -> dict:
    try:
        found = json.loads((Path(settings.DATA_DIR) / FILE).read_text())
        date.fromisoformat(found["looked_on"])
        return found if isinstance(found["versions"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _comparable(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", str(text))]
