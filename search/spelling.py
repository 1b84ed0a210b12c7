"""Words that were meant: candidates by letters left out, judged by how easily one slips into the other.

Symmetric deletes (Wolf Garbe's SymSpell, 2012): two words at most two slips apart become the
same when up to two letters are left out of each. The slips themselves are then counted with
weights: swapped and doubled letters, neighbours on the keyboard and letters that sound alike
are cheap, another first letter is dear.
"""

import gzip
import hashlib
import json
from array import array
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

from .analysis import fold

SHORTEST = 3
PREFIX = 7
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS = ("aeiouy", "cks", "sz", "ckq", "gj", "fv", "bp", "dt", "mn", "bv", "iy", "hj", "xs", "lr")


def slips_allowed(word: str) -> int:
    """Return how many slips a word of this length may hold."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 6 else 2


def most_slips(word: str) -> float:
    """Return how many weighted slips may lie between a typed word and the one that was meant."""
    return 1.2 if slips_allowed(word) < 2 else 2.0


def variants(word: str) -> set[str]:
    """Return the beginning of ``word`` with up to as many letters left out as slips are allowed, itself included."""
    start = word[:PREFIX]
    found = {start}
    for number in range(1, slips_allowed(word) + 1):
        found |= {
            "".join(sign for place, sign in enumerate(start) if place not in out)
            for out in combinations(range(len(start)), number)
        }
    return {variant for variant in found if variant}


def keys(word: str) -> set[int]:
    """Return the numbers under which ``word`` is found by others nearly the same; short words and numbers have none."""
    if not slips_allowed(word) or word.isdigit():
        return set()
    near = variants(word)
    if len(sound := skeleton(word)) >= 3:
        near.add(f"~{sound}")
    # Eight bytes are enough: a false match is thrown out when the slips are counted.
    return {int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True) for text in near}


def skeleton(word: str) -> str:
    """Return roughly how a word sounds: its consonants, those that sound alike written the same, none doubled.

    Words of many letters are often misspelt in more places than letters can be left out for.
    """
    for written, sounds in (
        ("ph", "f"),
        ("gh", ""),
        ("ck", "k"),
        ("ce", "se"),
        ("ci", "si"),
        ("cy", "sy"),
        ("x", "ks"),
    ):
        word = word.replace(written, sounds)
    word = word.translate(str.maketrans("cqzvd", "kksft"))
    kept = [sign for place, sign in enumerate(word) if sign not in "aeiouyhw" or place == 0]
    return "".join(sign for place, sign in enumerate(kept) if place == 0 or sign != kept[place - 1])


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number, row in enumerate(ROWS):
        for place, sign in enumerate(row):
            near = {row[other] for other in (place - 1, place + 1) if 0 <= other < len(row)}
            for next_row in ROWS[max(0, number - 1) : number] + ROWS[number + 1 : number + 2]:
                near |= {next_row[other] for other in (place - 1, place, place + 1) if 0 <= other < len(next_row)}
            found[sign] = near
    return found


@lru_cache(maxsize=4096)
def _replacing(one: str, other: str) -> float:
    if any(one in group and other in group for group in SOUNDS):
        return 0.7
    return 0.8 if other in _neighbours().get(one, ()) else 1


def slips(typed: str, word: str, most: float = 4.0) -> float:
    """Return the weighted number of slips between what was typed and a word (restricted Damerau-Levenshtein).

    Above ``most`` the number itself does not matter, and is not worked out.
    """
    # Each letter more or less costs 0.6 at least.
    if abs(len(typed) - len(word)) * 0.6 > most:
        return most + 1
    before: list[float] = []
    row = [float(place) for place in range(len(word) + 1)]
    for i, sign in enumerate(typed, 1):
        last, before, row = before, row, [float(i)]
        for j, other in enumerate(word, 1):
            same = sign == other
            doubled = 0.6 if i > 1 and typed[i - 2] == sign else 0.9
            missing = 0.6 if j > 1 and word[j - 2] == other else 0.9
            best = min(before[j - 1] + (0 if same else _replacing(sign, other)), before[j] + doubled, row[-1] + missing)
            if i > 1 and j > 1 and sign == word[j - 2] and typed[i - 2] == other and not same:
                best = min(best, last[j - 2] + 0.7)
            row.append(best)
        # No way leads on from here with fewer.
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1] + (0.5 if typed[:1] != word[:1] else 0)


@lru_cache(maxsize=8)
def _dictionary(language: str) -> array:
    """Return the sorted hashes of all words of a language: two megabytes instead of twenty for English."""
    file = files("spellchecker") / "resources" / f"{language.partition('-')[0]}.json.gz"
    if not file.is_file():
        return array("q")
    words = json.loads(gzip.decompress(file.read_bytes()))
    return array("q", sorted(hash(word if word.isascii() and word.isalpha() else fold(word)) for word in words))


def is_right(word: str, language: str) -> bool:
    """Return whether a folded word stands in the dictionary (pyspellchecker's), so that it is no mistake."""
    known = _dictionary(language)
    place = bisect_left(known, hash(word))
    return place < len(known) and known[place] == hash(word)
