"""Work for the browser of whoever writes (ALTCHA), when a form is flooded. Without it, a letter is set apart."""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import altcha
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from .gate import LONGEST

FIELD = "altcha"
ALGORITHM, ROUNDS = "PBKDF2/SHA-256", 5_000
# Attempts until the one that is looked for: about a second on a laptop, some seconds on an old phone.
FEWEST, MOST = 100, 300


def _secret() -> str:
    return f"letters.work:{settings.SECRET_KEY}"


def challenge() -> str:
    """Return a task for a browser, as JSON; it is good for as long as the form is."""
    made = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST),
        expires_at=timezone.now() + timedelta(seconds=LONGEST),
        hmac_secret=_secret(),
    )
    return json.dumps(made.to_dict())


def was_done(is_asked_for: bool, data: Mapping[str, Any]) -> bool | None:
    """Return whether the work was done, and not handed in before; None when none is asked for."""
    if not is_asked_for:
        return None
    solution = str(data.get(FIELD, ""))
    if not altcha.verify_solution(solution, _secret()).verified:
        return False
    # A solution can be spelt in several ways; the task cannot.
    task = json.loads(base64.b64decode(solution))["challenge"]["signature"]
    return caches["limits"].add(f"letters.work:{task}", True, timeout=LONGEST)
