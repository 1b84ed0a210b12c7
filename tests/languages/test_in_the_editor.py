"""Whoever works in Spanish meets Spanish, whatever the browser says and whichever part of Wagtail answers."""

import json
import re

import pytest
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.any_database
ENGLISH_BROWSER = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def staff(sign_in):
    client = sign_in("Administrators")
    UserProfile.objects.create(user=client.person, preferred_language="es")
    return client


@pytest.mark.parametrize(
    ("address", "known", "added"),
    [
        ("/admin/jsi18n/", ("Close", "Cerrar"), ("Changes have been autosaved.", "Lo que cambiaste está guardado.")),
        ("/admin/localize/jsi18n/", ("Save", "Guardar"), ("Removing editor lock", "Desbloqueando")),
    ],
)
def test_the_scripts_say_what_wagtail_knows_and_what_it_does_not(staff, address, known, added):
    words = staff.get(address, **ENGLISH_BROWSER).content.decode()
    for english, spanish in (known, added):
        assert f"{json.dumps(english)}: {json.dumps(spanish)}" in words


def test_how_many_errors_there_are_has_both_numbers(staff):
    words = staff.get("/admin/jsi18n/").content.decode()
    forms = re.search(r'"%\(num\)s error": \[\s*"([^"]+)",\s*"([^"]+)"', words)
    assert forms.groups() == ("%(num)s error", "%(num)s errores")


def test_what_is_not_there_is_said_in_the_language_somebody_chose(staff):
    answer = staff.get("/admin/pages/99999999/edit/", **ENGLISH_BROWSER)
    assert answer.status_code == 404
    assert '<html lang="es"' in answer.content.decode()


def test_what_is_not_allowed_is_said_in_the_language_somebody_chose(sign_in):
    client = sign_in("Editors")
    UserProfile.objects.create(user=client.person, preferred_language="es")
    answer = client.get("/admin/users/", **ENGLISH_BROWSER, follow=True)
    assert "no tienes permiso" in answer.content.decode().lower()


def test_their_own_account_is_in_it_too(staff):
    page = staff.get("/account/2fa/", **ENGLISH_BROWSER).content.decode()
    assert re.search(r'<html\s+lang="es"', page)


def test_languages_are_named_in_it(staff):
    page = staff.get("/admin/locales/", **ENGLISH_BROWSER).content.decode()
    assert ">inglés</a>" in page
    assert "English" not in page
