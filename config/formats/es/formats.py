"""Dates and times in Spanish as people around a Spanish-speaking reader in the Americas write them.

Django's own are those of Spain: 18:00. What is left out here stays as Django has it.
"""

from django.utils.translation import gettext_noop

TIME_FORMAT = "g:i\u00a0a"
DATETIME_FORMAT = "j \\d\\e F \\d\\e Y, g:i\u00a0a"

# Django's own words, which in Spanish have a space that no line may break at; said here so that the catalogue has them.
gettext_noop("a.m.")
gettext_noop("p.m.")
