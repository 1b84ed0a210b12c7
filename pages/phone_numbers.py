"""What a telephone dials for a number as people write it."""

import re
import unicodedata

LONGEST = 15  # digits of a number anywhere in the world (E.164)
WITH_LETTERS = 10  # digits of 1-800-799-SAFE and its like, at least
ENOUGH = 5  # digits: what follows “/” or “,” after so many is another number, or an explanation
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# “(0)” behind a country’s code is not dialled from abroad.
PIECE = re.compile(r"\d+|\(0\)|(?P<word>\(?[^\W\d_]+)|.", re.DOTALL)
# “911 / 988” is two numbers, “206/555-0100” one.
ANOTHER_SHORT = re.compile(r"\s[/,;|]\s*\d{3}\s*(?:$|[/,;|(])")
# “24/7” and “24 h” tell when, not where.
HOURS = re.compile(r"\b24\s*/\s*7\b|\b\d{1,2}[\s-]*(?:h|hrs?|hours?|horas?|[ap]\.? ?m)\b", re.IGNORECASE)


def dialled(text: str) -> str:
    """Return the digits of the first number in a text, with a leading plus if there is one; "" if that is none.

    An extension, a second number, or a word that explains is not dialled: “206-555-0100 ext. 5” gives 2065550100.
    """
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text.replace("＋", "+"))
    plus = digits = ""
    for match in PIECE.finditer(HOURS.sub(" ", plain)):
        piece = match[0]
        if piece.isdecimal():
            digits += piece
        elif piece == "+" and not digits:
            plus = piece
        elif piece == "(0)":
            digits += "" if plus else "0"
        elif digits and match["word"]:
            if not _is_dialled_by_letters(match.string[match.start() :], digits):
                break
            digits += piece.translate(KEYPAD)
        elif _ends(digits, match):
            break
    return plus + digits if 0 < len(digits) <= LONGEST else ""


def _ends(digits: str, match: re.Match) -> bool:
    """Return whether a sign ends the number: what stands in brackets behind a whole one, or another number."""
    if match[0] == "(":
        return len(digits) >= WITH_LETTERS
    is_short = ANOTHER_SHORT.match(match.string, match.start() - 1)
    return match[0] in "/,;|#" and bool(len(digits) >= ENOUGH or (digits and is_short))


def _is_dialled_by_letters(rest: str, before: str) -> bool:
    """Return whether capitals stand for digits: they complete a number, and no whole one stands before them."""
    capitals = re.match(r"[A-Z][A-Z\d. -]*", rest)
    complete = len(before) + sum(map(str.isalnum, capitals[0])) if capitals else 0
    return len(before) < WITH_LETTERS <= complete
