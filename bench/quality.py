"""Measures of a ranking, and the slips of the keyboard that are put into questions on purpose."""

import json
import math
import random
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read_collection(folder):
    """Return (documents, questions, {question: {document: grade}}) of corpus.jsonl, queries.jsonl and qrels.tsv."""
    folder = Path(folder)
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").open() if line.strip()]
    questions = [json.loads(line) for line in (folder / "queries.jsonl").open() if line.strip()]
    grades = {}
    for line in (folder / "qrels.tsv").open():
        parts = line.split()
        # Some collections begin with a line of names, or hold an unused second column.
        if len(parts) >= 3 and parts[-1].lstrip("-").isdigit():
            grades.setdefault(parts[0], {})[parts[-2]] = int(parts[-1])
    for item in (*documents, *questions):
        item["id"] = str(item.get("id") or item.get("_id"))
    judged = [item for item in questions if any(grade > 0 for grade in grades.get(item["id"], {}).values())]
    return documents, judged, grades


def with_typo(text, seed):
    """Return ``text`` with one slip in a word of four letters or more: two swapped, one lost, doubled over or wrong."""
    chance = random.Random(seed)
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(len(word) - 1)
    words[place] = {
        "swapped": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "lost": word[:at] + word[at + 1 :],
        "more": word[:at] + chance.choice(LETTERS) + word[at:],
        "wrong": word[:at] + chance.choice(LETTERS) + word[at + 1 :],
    }[chance.choice(["swapped", "lost", "more", "wrong"])]
    # Two equal letters swapped are no slip.
    return " ".join(words) if words[place] != word else with_typo(text, f"{seed}+")


def ndcg(found, grades, depth=10):
    """Return the normalised discounted cumulative gain of the first ``depth``; the grade is the gain."""
    gain = sum(max(grades.get(name, 0), 0) / math.log2(place + 2) for place, name in enumerate(found[:depth]))
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth]
    ideal = sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    return gain / ideal if ideal else 0.0


def measures(rankings, grades, seconds=()):
    """Return {"ndcg10", "mrr10", "recall20", "zero"} (0-1) and times in ms of {question: [documents, best first]}."""
    number = len(rankings) or 1
    relevant = {name: {doc for doc, grade in grades[name].items() if grade > 0} for name in rankings}
    first = {
        name: next((1 / (place + 1) for place, doc in enumerate(found[:10]) if doc in relevant[name]), 0)
        for name, found in rankings.items()
    }
    result = {
        "ndcg10": sum(ndcg(found, grades[name]) for name, found in rankings.items()) / number,
        "mrr10": sum(first.values()) / number,
        "recall20": sum(len(relevant[n].intersection(f[:20])) / len(relevant[n]) for n, f in rankings.items()) / number,
        "zero": sum(not found for found in rankings.values()) / number,
    }
    return {name: round(value, 4) for name, value in result.items()} | times(seconds)


def times(seconds):
    """Return {"p50_ms", "p95_ms"}."""
    ordered = sorted(seconds)
    if not ordered:
        return {}
    return {
        f"p{share}_ms": round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))], 2)
        for share in (50, 95)
    }
