"""How a sentence shows, in each language, that it is about law, or that people speak of themselves."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Signs:
    """Patterns that are looked for in a sentence; ``described`` in the clause of the word alone."""

    law: re.Pattern
    described: re.Pattern
    first_person: re.Pattern


_ENGLISH = Signs(
    law=re.compile(
        r"\b[A-Z][\w’'-]+ (?:Act|Code|Statute|Convention|Protocol|Amendment)\b|\bRCW\b|U\.S\.C|C\.F\.R|§"
        r"|(?i:\b(?:statut\w+|penal|felony|misdemeanou?r|indict\w+|convicted of|charged with|charges? of|legal(?:ly)?|"
        r"the law|\w+ laws?|in court|court|judge|jury|trial|testif\w+|prosecut\w+|plead\w*|pled|sentenced|restitution|"
        r"criminal (?:code|case|charge|justice|record|offen[cs]e)|civil (?:suit|claim|case)|ordinance|legislat\w+|"
        r"visas?|compensation)\b)"
    ),
    described=re.compile(
        r"(?i:\b(?:call|calls|called|calling|introduces?|introduced|name|names|named|describe|describes|described|describing|see|sees|saw|"
        r"refer to|refers to|referred to|consider|considers|considered) (?:him|her|them|your|our|my)sel(?:f|ves)\b"
        r"|\bself-(?:described|identif\w+|describ\w+)\b|\bidentif(?:y|ies|ied|ying) as\b"
        r"|\b(?:her|his|their|your) own (?:word|words|term|name)s?\b|\buses? the (?:word|term)\b"
        r"|\bprefers? (?:the (?:word|term)|to be called)\b)"
    ),
    first_person=re.compile(r"\bI\b"),
)
_SPANISH = Signs(
    law=re.compile(
        r"(?i:\b(?:ley|leyes|código|estatut\w+|constitución|convenio|convención|protocolo|tribunal\w*|juzgad\w*|"
        r"juez|jueza|juezas|jueces|jurado|juicio|fiscal|fiscales|fiscalía|delito|delitos|conden\w+|sentenci\w+|"
        r"acusad[oa]s?|imputad[oa]s?|procesad[oa]s?|penal|penales|legal|legales|legalmente|legislat\w+|decreto|"
        r"artículo \d+|visas?|indemnizaci\w+|testif\w+|testimonios?)\b)|§"
    ),
    described=re.compile(
        r"(?i:\b(?:se|me|nos|te) (?:llam|describ|identific|consider|defin|present|v)(?:a|o|e|as|an|en|amos|aba|aban|"
        r"imos|ía|ían|ó|í)\b|\ba (?:sí|mí) mism[oa]s?\b|\b(?:sus|mis|tus|nuestras) propias palabras\b"
        r"|\bus(?:a|o|an) (?:la palabra|el término)\b|\bprefier(?:e|o|en) (?:la palabra|el término|que)\b)"
    ),
    first_person=re.compile(r"(?i:\b(?:yo|soy|fui|estoy|estuve)\b)"),
)
OF_LANGUAGE = {"en": _ENGLISH, "es": _SPANISH}
