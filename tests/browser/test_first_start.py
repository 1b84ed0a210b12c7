"""script/server on an empty machine says where the site is and how to sign in."""

import os
import re
import sys

import trial_site


def test_the_first_start_says_where_the_site_is_and_how_to_sign_in(tmp_path):
    venv = os.environ.get("SHARED_VENV", sys.prefix)
    with trial_site.running_site(tmp_path, venv, anew=True) as site:
        output = site.log.read_text()
    assert f"The site:    {site.url}/" in output
    assert f"The editor:  {site.url}/admin/" in output
    password = re.search(r"Password:    (\S+)", output)[1]
    file = site.data / "first-password"
    assert file.read_text().split() == ["admin@example.org", password]
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(password) >= 15
    assert "second step" in output
