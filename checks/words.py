"""Finds the words to avoid in a text, and leaves alone where they are fine.

Quotations, names and titles, law, people's own descriptions of themselves and the name of the
organisation are fine unless staff say otherwise for a term. Of two terms in one place the
longer one counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .models import Term, lines
from .sentences import Sentence, sentences
from .where_fine import OF_LANGUAGE

_PEOPLE = (
    "her|him|them|me|us|someone|somebody|anyone|everyone|others|people|person|persons|individuals?|wom[ae]n|girls?|"
    "boys?|m[ae]n|child|children|youths?|teens?|teenagers?|minors?|kids?|victims?|survivors?|participants?|mothers?|"
    "daughters?|sisters?|souls?|herself|himself|themselves"
)
_BEFORE_PEOPLE = (
    r"(?:(?:underage|under-age|teenage|the|these|those|this|that|a|an|our|some|any|many|more|most|her|his|their|all|every|each|other|another|"
    r"young|vulnerable|innocent|trapped|desperate|runaway|homeless|at-risk|local|\d+|hundreds of|dozens of|"
    r"thousands of|one|two|three|broken|stolen|lost|[a-z]{4,}ed)\s+){0,3}"
)
PERSON = rf"{_BEFORE_PEOPLE}(?:{_PEOPLE})"
# "Save her number": what is saved is a thing of hers.
_THINGS = r"\s+(?:name|number|place|seat|spot|time|money|work|word|story|file|address|contact|message|plate|card)s?\b"
_GAP = r",?[\s\-‑–]+"

_QUOTATION = re.compile(r"“[^”]{1,600}”|\"[^\"]{1,600}\"|«[^»]{1,600}»|‘[^’]{1,200}’(?!\w)")
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*")


@dataclass(frozen=True)
class Flag:
    """A word to avoid in a text: which term, where (characters), and the sentence around it."""

    term: Term
    start: int
    end: int
    text: str
    sentence: str


@lru_cache(maxsize=2000)
def _pattern(phrases: str, open_end: bool = True) -> re.Pattern:
    """Return what finds any of the phrases (one a line), the last word of each also in the plural or possessive."""
    parts = []
    for phrase in lines(phrases):
        pieces = []
        for word in phrase.replace("’", "'").split():
            if word.lower() == "[person]":
                pieces.append(PERSON)
            else:
                options = [_GAP.join(map(re.escape, option.split("-"))) for option in word.split("/") if option]
                pieces.append(f"(?:{'|'.join(options)})".replace("'", "[’']"))
        if phrase.lower().endswith("[person]") and len(pieces) > 1:
            # The person stays outside: "rescue victims" is two words to think about.
            parts.append(_GAP.join(pieces[:-1]) + rf"(?={_GAP}{pieces[-1]}(?![\w’'])(?!{_THINGS}))")
        else:
            parts.append(_GAP.join(pieces) + (r"(?:s|es)?(?:[’']s?)?" if open_end else ""))
    return re.compile(rf"(?<![\w’'])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=2000)
def _clues(phrases: str) -> tuple[str, ...]:
    """Return small letters, of which some stand in whatever the pattern of the phrases finds: quick to look for."""
    found = []
    for phrase in lines(phrases):
        words = [word for word in phrase.replace("’", "'").split() if word.lower() != "[person]"]
        options = [[max(re.split("[-']", one), key=len).lower() for one in word.split("/") if one] for word in words]
        found += max(options, key=lambda some: min(map(len, some), default=0), default=[]) or [""]
    return tuple(dict.fromkeys(found))


# Of one paragraph: more than anybody writes or reads, and little enough that nobody waits for it.
LONGEST = 20_000  # characters
MOST = 100  # finds


def find_flags(text: str, terms: Iterable[Term], own_names: Iterable[str] = ()) -> list[Flag]:
    """Return the words to avoid in ``text`` (plain, one paragraph), in order; ``own_names`` are never flagged."""
    text = text[:LONGEST]
    found: list[tuple[int, int, Term]] = []
    small = text.lower()
    for term in terms:
        # Of some hundred terms, most paragraphs hold none.
        if not any(clue in small for clue in _clues(term.words)):
            continue
        found += [(m.start(), m.end(), term) for m in _pattern(term.words).finditer(text)]
    if not found:
        return []
    found.sort(key=lambda item: (item[0] - item[1], item[0]))
    own = [match.span() for name in own_names if name for match in re.finditer(re.escape(name), text, re.IGNORECASE)]
    quoted = [match.span() for match in _QUOTATION.finditer(text)]
    parts = sentences(text)
    flags: list[Flag] = []
    for start, end, term in found[:MOST]:
        if any(flag.start < end and start < flag.end for flag in flags):
            continue
        sentence = next(part for part in parts if part.start <= start < part.end)
        if not _is_fine(term, text, start, end, sentence, own, quoted):
            flags.append(Flag(term, start, end, text[start:end], sentence.text))
    return sorted(flags, key=lambda flag: flag.start)


def _is_fine(
    term: Term, text: str, start: int, end: int, sentence: Sentence, own: list[tuple], quoted: list[tuple]
) -> bool:
    heading = _part_around(text, start, sentence)
    if term.small_letters and not text[start:end].islower() and not heading.isupper():
        # At the beginning of a sentence the plural is hardly a name.
        at_start = not sentence.text.partition(text[start:end])[0].strip("“\"'‘( ")
        if not (at_start and text[start:end].endswith("s")):
            return True
    inside = [*own, *(quoted if term.fine_in_quotations else [])]
    if any(a <= start and end <= b for a, b in inside):
        return True
    if term.near and not _pattern(term.near).search(sentence.text):
        return True
    if term.fine.strip():
        around = text[max(0, start - 60) : end + 60]
        shift = max(0, start - 60)
        for match in _pattern(term.fine, open_end=False).finditer(around):
            if match.start() + shift < end and start < match.end() + shift:
                return True
    if term.fine_as_self_description and _is_self_description(text, start, end, sentence, term.language):
        return True
    if term.fine_in_law and OF_LANGUAGE.get(term.language, OF_LANGUAGE["en"]).law.search(sentence.text):
        return True
    return term.fine_in_names and _is_name(text, start, end, sentence, heading)


def _is_self_description(text: str, start: int, end: int, sentence: Sentence, language: str) -> bool:
    """Return whether people speak of themselves: in the first person, or the same clause says what they call it."""
    own = OF_LANGUAGE.get(language, OF_LANGUAGE["en"])
    if own.first_person.search(sentence.text):
        return True
    before = re.split(r"[,;:—–(]", text[sentence.start : start])[-1]
    after = re.split(r"[,;:—–)]", text[end : sentence.end])[0]
    return bool(own.described.search(before) or own.described.search(after))


def _part_around(text: str, start: int, sentence: Sentence) -> str:
    """Return the part of a sentence up to the next colon or dash: a heading may stand before one."""
    before = re.split(r"[:;—–]\s", text[sentence.start : start])[-1]
    return before + re.split(r"[:;—–]\s", text[start : sentence.end])[0]


def _is_name(text: str, start: int, end: int, sentence: Sentence, heading: str) -> bool:
    """Return whether the words belong to a name: capitals among small letters."""
    found = text[start:end]
    # Enough for any name; of more, the patterns below would look at each place from every other.
    just_before = text[max(sentence.start, start - 80) : start]
    if not found[:1].isupper() or heading.isupper() or _is_title_case(heading):
        return False
    before = re.search(r"(\S+)\s+$", just_before)
    after = re.match(r"[’']?s?\s+(?:(?:of|for|in|on|the|and|&)\s+){0,2}(\S+)", text[end : sentence.end])
    neighbours = [
        bool(before and _CAPITALISED.fullmatch(before[1]) and before[1] not in {"A", "An", "The", "I", "Our"}),
        bool(after and _CAPITALISED.match(after[1])),
    ]
    # "of" and "for" bind names together: "National Center for Victims of Crime".
    bound = re.search(r"[A-Z][\w’'-]+\s+(?:of|for|on|and|&|to)\s+(?:the\s+)?$", just_before)
    return any(neighbours) or bool(bound)


def _is_title_case(text: str) -> bool:
    long_words = re.findall(r"[^\W\d_]{4,}", text)
    return len(long_words) > 1 and sum(word[:1].isupper() for word in long_words) > 0.7 * len(long_words)


def terms_for(language: str) -> list[Term]:
    """Return the terms of a language ("en"), in one query."""
    return list(Term.objects.filter(language=language.partition("-")[0]))
