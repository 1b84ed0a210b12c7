"""What the site is made of is pinned by hash, has no known hole, and starts with safe settings or not at all."""

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-cluster.txt")


def pins(name):
    """Return {package: version} of a requirements file."""
    found = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", Path(name).read_text(), re.MULTILINE | re.IGNORECASE)
    return {package.lower(): version for package, version in found}


def comparable(version):
    return [int(part) for part in re.findall(r"\d+", version)]


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_by_hash(name):
    entries = re.split(r"\n(?=[a-z0-9])", Path(name).read_text(), flags=re.IGNORECASE)
    packages = [entry for entry in entries if re.match(r"[a-z0-9._-]+\s*[=<>~@]", entry, re.IGNORECASE)]
    assert len(packages) > 30
    for entry in packages:
        assert re.match(r"[a-z0-9._-]+==", entry, re.IGNORECASE), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


@pytest.mark.parametrize("name", FILES)
def test_no_package_is_older_than_its_last_known_hole(name):
    minimum = tomllib.loads(Path("docs/minimum-versions.toml").read_text())
    pinned = pins(name)
    assert set(minimum) <= set(pins("requirements.txt")), "a package that is no longer used can go"
    for package, known in minimum.items():
        assert re.search(r"CVE-\d{4}-\d+|GHSA-", known["advisory"]), package
        if package in pinned:
            assert comparable(pinned[package]) >= comparable(known["version"]), (package, known["advisory"])


def test_the_packages_that_face_strangers_are_in_the_table():
    minimum = tomllib.loads(Path("docs/minimum-versions.toml").read_text())
    assert {"django", "wagtail", "django-allauth", "pillow", "cryptography"} <= set(minimum)


def test_what_runs_is_what_is_pinned():
    from importlib.metadata import version

    for package, pinned in pins("requirements.txt").items():
        if package not in {"colorama", "tzdata", "soupsieve", "numpy"}:  # of other systems, or one for each Python
            assert version(package) == pinned, package


# Overrides of Wagtail's templates that could not be made by extending them: what they were copied from.
COPIED = {
    "wagtailadmin/widgets/date_input.html": (
        "{% include 'django/forms/widgets/date.html' %}"
        '<script>initDateChooser("{{ widget.attrs.id|escapejs }}", {{ widget.config_json|safe }});</script>'
    ),
    "wagtailadmin/widgets/time_input.html": (
        "{% include 'django/forms/widgets/time.html' %}"
        '<script>initTimeChooser("{{ widget.attrs.id|escapejs }}", {{ widget.config_json|safe }});</script>'
    ),
    "wagtailadmin/widgets/datetime_input.html": (
        "{% include 'django/forms/widgets/datetime.html' %}"
        '<script>initDateTimeChooser("{{ widget.attrs.id|escapejs }}", {{ widget.config_json|safe }});</script>'
    ),
}
EXTENDED = {
    "wagtailadmin/panels/inline_panel.html": "{% block js_init %}",
    "wagtailadmin/panels/multiple_chooser_panel.html": "{% block js_init %}",
    "wagtail_localize/admin/edit_translation.html": "{% block extra_js %}",
    "wagtail_localize/admin/submit_translation.html": "{% block extra_js %}",
}


def original(name):
    """Return the text of a template as the package ships it."""
    import wagtail
    import wagtail_localize

    for folder in (Path(wagtail.__file__).parent / "admin", Path(wagtail_localize.__file__).parent):
        if (file := folder / "templates" / name).exists():
            return file.read_text()
    raise AssertionError(f"{name} is gone")


@pytest.mark.parametrize("name", COPIED)
def test_a_copied_template_is_still_what_it_was_copied_from(name):
    assert original(name).strip() == COPIED[name]


@pytest.mark.parametrize("name", EXTENDED)
def test_an_extended_template_still_has_its_script_in_the_block(name):
    block = original(name).partition(EXTENDED[name])[2].partition("{% endblock %}")[0]
    assert re.search(r'<script(?: type="text/javascript")?>', block)


def test_choosers_still_end_with_the_script_that_gets_the_nonce():
    import inspect

    from wagtail.admin.widgets import chooser

    assert 'f"{widget_html}<script>{js}</script>"' in inspect.getsource(chooser)


def test_no_other_template_of_the_editor_runs_a_script_of_its_own():
    import wagtail
    import wagtail_localize

    known = {*COPIED, *EXTENDED}
    found = set()
    for package in (wagtail, wagtail_localize):
        for file in Path(package.__file__).parent.rglob("templates/**/*.html"):
            name = file.as_posix().partition("/templates/")[2]
            used = (
                "styleguide" not in name
                and "search_promotions" not in file.as_posix()
                and "/tests/" not in file.as_posix()
            )
            if used and re.search(r'<script(?: type="text/javascript")?>', file.read_text()):
                found.add(name)
    assert found == known
