"""Words, then meaning: what words have found is ordered by what it means, too, and few results get company.

Words keep the last say about titles that were typed, about numbers, and about danger where a line of staff says so.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import meaning
from .question import Question
from .replica import answering

if TYPE_CHECKING:
    from .query import Hit

CANDIDATES = 200
# What the nearest of the pages counts for its meaning, beside the words of the best page, which count 1; and where no
# page is in the language of the question, so that words were found by our lists alone. What is farther counts as much
# less as it is farther: a short question is far from every page, a long one near to many. Set on this site's own
# questions that are worked with, no higher than a test collection bears (docs/performance.md).
MEANING, MEANING_ELSEWHERE = 0.8, 1.6
# Where no page is as near as this, none counts in full.
LEAST_NEAREST = 0.25
FEW, COMPANY = 5, 20
# A page that is less near has nothing to do with the question: a word without any sense comes to 0.24. Where nothing
# was found for several words, something was meant, and a page that is a little less near is better than none.
NEAR, NEAR_TO_SEVERAL = 0.25, 0.2
# Whoever writes a whole sentence is not left with nothing: a few pages, the nearest there are.
NEAR_TO_SENTENCE, SENTENCE = 0.1, 4  # words
SEVERAL = 2  # words
# Results by date leave out what hardly has to do with the question: a smaller part of the best score for words.
CLOSE_ENOUGH = 0.15
# Where so many pages are, words find enough; reading all their meanings would keep others waiting.
MOST_READ = 100_000
SLICE = 5_000  # rows


def blend(
    question: Question,
    hits: list["Hit"],
    read_hits: Callable[[Question, dict[int, float]], list["Hit"]],
    boost: Callable[[str, str, str], float],
) -> list["Hit"]:
    """Return what words have found, best first, with what a question means.

    ``read_hits`` reads entries, ``boost`` says what their kind and language count.
    """
    best = hits[0].score if hits else 1
    for hit in hits:
        hit.is_close = hit.score >= CLOSE_ENOUGH * best
    written = question.written
    is_sentence = written >= SENTENCE and not hits
    # A number is looked for as it stands, unless it is an age or an hour in a sentence of which nothing was found.
    if not written or (re.search(r"\d", question.meant) and not is_sentence):
        return hits
    if (means := question.means) is None:
        return hits
    near = _nearness(means, [hit.entry_id for hit in hits[:CANDIDATES]])
    known = {hit.entry_id for hit in hits}
    least = NEAR_TO_SEVERAL if not hits and written >= SEVERAL else NEAR
    nearest = _nearest(means, least) if len(hits) < FEW else {}
    if is_sentence and not nearest:
        nearest = dict(list(_nearest(means, NEAR_TO_SENTENCE).items())[:FEW])
    company = {pk: score for pk, score in nearest.items() if pk not in known}
    counts = MEANING if any(hit.language == question.language for hit in hits) else MEANING_ELSEWHERE
    counts /= max(LEAST_NEAREST, *near.values(), *company.values(), 0)
    for hit in hits:
        # A page means the same in any language.
        kind = boost(hit.kind, question.language, question.language)
        nearness = max(0.0, near.get(hit.entry_id, 0))
        hit.is_close |= nearness >= NEAR
        hit.score = hit.score / best + counts * kind * nearness
    for hit in read_hits(question, company) if company else []:
        hit.by_meaning = True
        hit.score *= counts
        hits.append(hit)
    return sorted(hits, key=lambda hit: (not hit.is_titled, -hit.score, hit.entry_id))


def _nearness(means: Any, entries: list[int]) -> dict[int, float]:
    """Return {entry id: how near it is to a question}."""
    if not entries:
        return {}
    marks = ", ".join(["%s"] * len(entries))
    sql = f"SELECT entry_id, vector FROM search_meaning WHERE entry_id IN ({marks})"  # noqa: S608 - our own names
    with answering().cursor() as cursor:
        cursor.execute(sql, entries)
        rows = cursor.fetchall()
    near = meaning.nearness(means, [bytes(vector) for _pk, vector in rows])
    return dict(zip((pk for pk, _vector in rows), near, strict=True))


def _nearest(means: Any, least: float) -> dict[int, float]:
    """Return {entry id: nearness} of those that are nearest to a question, and at least so near."""
    found: dict[int, float] = {}
    with answering().cursor() as cursor:
        cursor.execute("SELECT entry_id, vector FROM search_meaning ORDER BY entry_id LIMIT %s", [MOST_READ])
        while rows := cursor.fetchmany(SLICE):
            near = meaning.nearness(means, [bytes(vector) for _pk, vector in rows])
            some = {pk: score for (pk, _vector), score in zip(rows, near, strict=True) if score >= least}
            found = dict(sorted((found | some).items(), key=lambda item: (-item[1], item[0]))[:COMPANY])
    return found
