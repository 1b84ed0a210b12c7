"""Each start says how to sign in, and refuses in one sentence what would spoil the site."""

import io
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from two_languages import in_languages

from accounts.models import User
from first_content.management.commands import prepare_site
from first_content.site import load_search_words
from home.models import HomePage
from search.models import Pattern, Phrase, WordGroup

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PASSWORD = "four quiet river stones"


@pytest.fixture
def prepare(settings, tmp_path, monkeypatch):
    """Return a function that prepares the site, with nothing to collect or to index, and returns what is said."""
    settings.DATA_DIR, settings.DEBUG = tmp_path, True
    monkeypatch.setattr(prepare_site, "needs_rebuild", lambda: False)

    def run(*arguments):
        said = io.StringIO()
        call_command("prepare_site", *arguments, stdout=said)
        return said.getvalue()

    return run


@pytest.fixture
def sign_in_line(settings, tmp_path, monkeypatch):
    """Return the last step of a start, on a site without any account: what it says about signing in."""
    settings.DATA_DIR = tmp_path
    User.objects.all().delete()
    for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return prepare_site.Command().first_administrator


def signs_in(email, password):
    answer = Client().post("/account/login/", {"login": email, "password": password})
    return answer.status_code == 302


def test_the_first_administrator_is_told_a_password_until_it_is_changed(sign_in_line, tmp_path):
    said, file = sign_in_line(), tmp_path / "first-password"
    email, password = file.read_text().split()
    assert f"Sign in as:  {email}\nPassword:    {password}" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert signs_in(email, password)
    assert f"Sign in as:  {email}, with the password in {file}" in sign_in_line()
    person = User.objects.get()
    person.set_password(PASSWORD)
    person.save()
    said = sign_in_line()
    assert "Sign in with your own account." in said
    assert password not in said
    assert not file.exists()


def test_a_password_that_was_given_is_written_nowhere(sign_in_line, monkeypatch, tmp_path):
    monkeypatch.setenv("ADMIN_EMAIL", " chief@example.org ")
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    said = sign_in_line()
    assert "Sign in as:  chief@example.org, with the password you set in ADMIN_PASSWORD" in said
    assert PASSWORD not in said
    assert list(tmp_path.iterdir()) == []
    assert signs_in("chief@example.org", PASSWORD)


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [("nobody", PASSWORD, "Enter a valid email address"), ("chief@example.org", "short", "too short")],
)
def test_an_administrator_who_will_not_do_is_refused_in_words(sign_in_line, monkeypatch, email, password, why):
    monkeypatch.setenv("ADMIN_EMAIL", email)
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match=f"ADMIN_EMAIL or ADMIN_PASSWORD will not do: .*{why}"):
        sign_in_line()
    assert not User.objects.exists()


def test_a_site_of_ours_does_not_become_one_of_another_organisation(prepare, home):
    said = prepare("--blank", "Another house")
    assert "The site has content already, so --blank changed nothing; an empty DATA_DIR begins anew." in said
    assert "Another house" not in Client().get("/").content.decode()
    assert [page.pk for page in HomePage.objects.all()] == [home.pk]


def test_settings_that_begin_with_another_language_than_the_pages_are_refused(prepare, home):
    with in_languages("es", "en"), pytest.raises(CommandError, match="The pages of this site are in 'en', so"):
        prepare()
    assert not home.get_translations().exists()


def test_a_database_that_cannot_be_used_is_told_with_its_own_words(prepare):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
    with pytest.raises(CommandError, match=r"check DATABASE_URL\. It said: .*django_session"):
        prepare()


def test_search_words_that_staff_took_out_do_not_come_back():
    kept = WordGroup.objects.first()
    for model in (Phrase, Pattern):
        model.objects.all()._raw_delete("default")
    WordGroup.objects.exclude(pk=kept.pk)._raw_delete("default")
    load_search_words()
    assert list(WordGroup.objects.all()) == [kept]
