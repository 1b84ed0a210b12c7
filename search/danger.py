"""Who does what to whom: the lines by which staff say what is about danger, and how a question is held against them.

A line is a row of places, each with the words that may stand in it: ``he/she hit/beat me``. They
stand in this order, with at most two others between; "…" lets six stand there. A hyphen joins
words to one (``going-to/gonna``), ``[hurt]`` takes the words of the list that is named so, and
``"help me"``, in quotation marks, must be all that is said, apart from small words. ``he + gun``
asks for both, wherever they stand. The exceptions of a list ("training") silence all its lines.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from .analysis import is_faint, is_light, stem, words

BETWEEN, FAR = 2, 6
MOST_PLACES = 6
# Kept as text: places parted by blanks, alternatives by "|", the words of one alternative by "_".
PLACE, OTHER, NEXT = " ", "|", "_"
WHOLE, ANYTHING, ALSO = "=", "...", "+"
NAME = re.compile(r"\[([^\[\]]*)\]")
QUOTED = re.compile(r"[\"“”„«»](.+)[\"“”«»]")

# "Matarme" is said of me as "me mata" is: what hangs on a verb counts as a word of its own.
HANGING = {"es": re.compile(r"(\w{2,}(?:ar|er|ir|ando|iendo|endo))(me|nos|te|se|l[aeo]s?)")}

Stem = Callable[[str, str], str]
# (how many words may stand before it, {first mark: [all marks of each alternative]})
Place = tuple[int, dict[str, list[tuple[str, ...]]]]
# Words of our own lists come again and again. What a visitor types is never put here.
stem_of_list = lru_cache(maxsize=20_000)(stem)


def is_small(word: str, language: str) -> bool:
    """Return whether a word says little by itself."""
    return is_light(word, language) or is_faint(word, language)


def mark(word: str, language: str, stem_of: Stem = stem_of_list) -> str:
    """Return what two forms of a folded word have in common: its stem, for a small word the word itself.

    "Ayuda" is a call, "ayudar" what a volunteer wants to do.
    """
    if is_small(word, language):
        return word
    return stem_of(word, language)


def names_in(line: str) -> list[str]:
    """Return the names of other groups that a line uses, folded."""
    return [" ".join(words(name)) for name in NAME.findall(line)]


def parts(word: str, language: str) -> tuple[str, ...]:
    """Return a folded word, or the two that it is made of."""
    found = HANGING[language].fullmatch(word) if language in HANGING else None
    return found.groups() if found else (word,)


def is_pattern(line: str) -> bool:
    """Return whether a line says more than its plain words."""
    return bool(NAME.search(line) or QUOTED.search(line) or "/" in line or {"…", ANYTHING, ALSO} & set(line.split()))


def resolved(line: str, language: str, named: dict[str, Sequence[str]]) -> str:
    """Return a line in the form that is kept: every place with the marks of its words.

    ``named`` holds the lines of the groups that have a name; a line with a name that nobody has is "".
    """
    whole = QUOTED.fullmatch(line.strip())
    line = whole[1] if whole else line
    if not all(named.get(name) for name in names_in(line)):
        return ""
    # A name may hold blanks; for now it becomes one word.
    line = NAME.sub(lambda name: f"[{name[1].replace(' ', NEXT)}]", line)
    for sign in ("…", ANYTHING, ALSO):
        line = line.replace(sign, f" {ANYTHING if sign == '…' else sign} ")
    pieces = (
        piece if piece in (ANYTHING, ALSO) else one_of(piece.split("/"), language, named) for piece in line.split()
    )
    return (WHOLE if whole else "") + PLACE.join(piece for piece in pieces if piece)


def one_of(texts: Iterable[str], language: str, named: dict[str, Sequence[str]]) -> str:
    """Return one place in which any of some plain words or phrases may stand; ``[name]`` takes a whole list."""
    plain: list[str] = []
    for text in texts:
        names = names_in(text.replace(NEXT, " "))
        plain += [line for name in names for line in named.get(name, ())] if names else [text]
    # A list that is named may itself stand in one line, parted by strokes.
    every = [one for text in plain if not NAME.search(text) for one in text.split("/")]
    read = ([part for word in words(text, of_page=True) for part in parts(word, language)] for text in every)
    marks = (NEXT.join(mark(part, language) for part in some) for some in read)
    return OTHER.join(dict.fromkeys(text for text in marks if text))


@lru_cache(maxsize=2000)
def parsed(text: str) -> tuple[tuple[tuple[Place, ...], ...], bool]:
    """Return (rows of places, each of which must stand somewhere; whether they must be all that is said)."""
    rows: list[list[Place]] = [[]]
    between = 0
    for piece in text.removeprefix(WHOLE).split(PLACE):
        if piece == ANYTHING:
            between = FAR
        elif piece == ALSO:
            rows.append([])
        elif piece:
            alternatives: dict[str, list[tuple[str, ...]]] = {}
            for other in piece.split(OTHER):
                marks = tuple(other.split(NEXT))
                alternatives.setdefault(marks[0], []).append(marks)
            rows[-1].append((between, alternatives))
            between = BETWEEN
    return tuple(tuple(row) for row in rows if row), text.startswith(WHOLE)


def is_hint(text: str) -> bool:
    """Return whether a kept line only says that two things stand somewhere, as ``he + gun`` does."""
    rows, whole = parsed(text)
    return len(rows) > 1 and not whole


def places(text: str) -> list[Place]:
    """Return all places of a kept line."""
    return [place for row in parsed(text)[0] for place in row]


def anchors(text: str, language: str) -> list[str]:
    """Return the marks of a line's rarest place: a question without any of them need not be held against it."""

    def commonness(marks: Iterable[str]) -> tuple[bool, int]:
        marks = list(marks)
        return any(is_small(one, language) for one in marks), len(marks)

    return sorted(min((alternatives for _between, alternatives in places(text)), key=commonness, default=()))


class Said:
    """What somebody typed, read in one language for the lines of danger."""

    def __init__(self, typed: Iterable[str], language: str, stem_of: Stem) -> None:
        """Read the folded words of a question, as they are most likely meant."""
        self.language = language
        self.words = [(part, word) for word in typed for part in parts(word, language)]
        self.marks = [mark(part, language, stem_of) for part, _word in self.words]

    def matches(self, text: str, unless: str = "", own: Collection[str] = ()) -> bool:
        """Return whether a kept line is said, and none of its exceptions.

        ``own`` are words of the language of the page, where this is another: alone, they say nothing in it.
        """
        rows, whole = parsed(text)
        if not rows or (whole and not self._is_all(text)):
            return False
        everywhere = range(len(self.marks))
        alone = len(rows) == len(rows[0]) == 1
        starts = [place for place in everywhere if not alone or self.words[place][1] not in own]
        return all(self._follow(row, 0, starts, set()) for row in rows) and not any(
            self._follow([place], 0, everywhere, set()) for place in places(unless)
        )

    def _is_all(self, text: str) -> bool:
        meant = {
            one
            for _between, alternatives in places(text)
            for others in alternatives.values()
            for marks in others
            for one in marks
        }
        return all(one in meant or is_small(one, self.language) for one in self.marks)

    def _follow(self, row: Sequence[Place], number: int, starts: Iterable[int], dead: set[tuple[int, int]]) -> bool:
        """Return whether the rest of a line stands from one of ``starts``; ``dead`` holds what was tried in vain."""
        if number == len(row):
            return True
        between = row[number + 1][0] if number + 1 < len(row) else 0
        for start in starts:
            if start >= len(self.marks) or (number, start) in dead:
                continue
            for other in row[number][1].get(self.marks[start], ()):
                end = start + len(other)
                if tuple(self.marks[start:end]) == other and self._follow(
                    row, number + 1, range(end, end + between + 1), dead
                ):
                    return True
            dead.add((number, start))
        return False
