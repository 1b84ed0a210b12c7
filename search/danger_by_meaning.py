"""Whether a whole question speaks of danger: learned from examples, beside the lines that staff write.

A line (`search.danger`) knows who does what to whom; nobody can write down all the ways in which people say it. So
what the whole question means (`search.meaning`) is weighed, too, by one number for each of its 512 parts. They are
learned from questions of people in danger and ordinary ones, with ``script/manage learn_danger`` (logistic regression
with a penalty on large weights), and lie beside this file. What comes out is a logit: 0 where both are as likely.
"""

import json
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

from . import meaning
from .question import Question

WEIGHTS = Path(__file__).parent / "danger_weights.json"
# What a line counts that is only a hint ("he + gun"), and from where on help stands first: of the questions that were
# not learned from, ten in a hundred ordinary ones are as much as it may put help before (docs/decisions.md).
HINT, ENOUGH = 1.0, 1.0
# A word or two mean too many things: there, lines alone decide.
FEWEST_WORDS = 3
# The penalty on large weights, as the variance one expects of them.
VARIANCE = 10.0
ROUNDS = 30
KEPT_AS = 1000  # weights are kept as whole numbers, so many for 1
PARTS = 512  # of what a text means


def is_danger(question: Question, *, is_title: bool = False) -> bool:
    """Return whether help belongs above what is found for an understood question.

    Words keep the last say: a line that says so holds, whatever the whole means. Where none does, the meaning may say
    so, and weighs what is only a hint; not of a whole title (``is_title``), as one types it who looks for that page.
    """
    short = max(question.written, len(question.meant.split())) < FEWEST_WORDS
    if question.danger or short or is_title or (logit := _logit_of(question)) is None:
        return question.danger or question.danger_hint
    return logit + HINT * question.danger_hint > ENOUGH


def problem() -> str:
    """Return why the meaning says nothing about danger though search goes by it, or ""."""
    return "" if meaning.problem() or not meaning.name() else _learned(meaning.name())[1]


def logit_of(means: Any) -> float | None:
    """Return how much the meaning of a question (`meaning.of_question`) speaks of danger, or None if nobody knows."""
    if means is None or (known := _learned(meaning.name())[0]) is None:
        return None
    import numpy as np

    *weights, beginning = known
    return float(means @ np.array(weights) / max(np.linalg.norm(means), 1e-9) + beginning)


def _logit_of(question: Question) -> float | None:
    """Return the greater of both readings: words of another language are "corrected" into ours."""
    texts = [question.means] + ([meaning.of_question(question.text)] if question.corrected else [])
    return max((logit for means in texts if (logit := logit_of(means)) is not None), default=None)


def examples_in(found: dict[str, Any]) -> dict[str, bool]:
    """Return ``{question: whether it speaks of danger}`` of ``{language: {kind: {part: [question]}}}``.

    Of the parts, "worked_with" is what may be learned from. Where one kind is missing there is a ValueError.
    """
    examples = {
        text: kind == "danger"
        for kinds in found.values()
        for kind in ("danger", "ordinary")
        for text in kinds[kind]["worked_with"]
    }
    if {*examples.values()} != {True, False} or not all(isinstance(text, str) and text[1:] for text in examples):
        raise ValueError("it needs lists of questions of both kinds")
    return examples


def digest(examples: dict[str, bool]) -> str:
    """Return what tells whether the weights were learned from these ``{question: whether it speaks of danger}``."""
    return sha256(json.dumps(sorted(examples.items()), ensure_ascii=False).encode()).hexdigest()[:16]


def learn(examples: dict[str, bool]) -> dict[str, Any]:
    """Return what `WEIGHTS` is to hold after these examples; both kinds count the same, however many there are."""
    import numpy as np

    means = np.array([meaning.of_question(text) for text in examples])
    rows = np.c_[means / np.linalg.norm(means, axis=1, keepdims=True), np.ones(len(means))].astype(np.float64)
    is_so = np.array([*examples.values()], dtype=float)
    share = np.where(is_so == 1, 0.5 / is_so.mean(), 0.5 / (1 - is_so.mean()))
    penalty = np.append(np.full(rows.shape[1] - 1, 1 / VARIANCE), 1e-6)
    weights = np.zeros(rows.shape[1])
    for _round in range(ROUNDS):  # Newton's method
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (likely - is_so)) + penalty * weights
        curve = (rows * (share * np.maximum(likely * (1 - likely), 1e-6))[:, None]).T @ rows + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    *kept, beginning = np.rint(weights * KEPT_AS).astype(int).tolist()
    return {"model": meaning.name(), "examples": digest(examples), "beginning": beginning, "weights": kept}


@lru_cache(maxsize=2)
def _learned(model: str) -> tuple[tuple[float, ...] | None, str]:
    """Return (the weights for a model and where they begin, None if there are none; why not)."""
    try:
        kept = json.loads(WEIGHTS.read_text())
        numbers = tuple(number / KEPT_AS for number in (*kept["weights"], kept["beginning"]))
        if kept["model"] != model:
            return None, f"{WEIGHTS.name} was learned with {kept['model']}."
    except (OSError, ValueError, KeyError, TypeError) as error:
        return None, f"{WEIGHTS.name}: {type(error).__name__}"
    if len(numbers) != PARTS + 1 or not all(map(isfinite, numbers)):
        return None, f"{WEIGHTS.name} holds other numbers than it should."
    return numbers, ""
