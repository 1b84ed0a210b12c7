"""Programs that the checks and benchmarks need: found on this machine, or installed from Debian's packages."""

import os
import shutil
import subprocess
import sys

import environment

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser():
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_browser_without_window():
    """Return the path of a Chromium that never has a window and so starts in a third of the time; else of any."""
    return shutil.which("chromium-headless-shell") or find_browser()


def find_firefox():
    """Return the path of a Firefox on this machine, or None."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


def find_exiftool():
    """Return the path of exiftool, which shows what a picture tells, or None."""
    return shutil.which("exiftool")


def find_gettext():
    """Return the path of xgettext, which finds what is to be translated, or None."""
    return shutil.which("xgettext")


def ensure_browser(python):
    """Return a sentence that says why there can be no Chromium, or None once there is one.

    Debian's packages come first (as root), then Playwright's own download.
    """
    if not find_browser() and _playwright_has_browser(python):
        return None
    # The second one only saves time: a system that does not have it does without.
    ensure_programs(chromium=find_browser)
    ensure_programs(chromium_headless_shell=lambda: shutil.which("chromium-headless-shell"))
    if find_browser():
        return None
    environment.say("Installing Playwright's Chromium …")
    subprocess.run([python, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)
    if _playwright_has_browser(python):
        return None
    return (
        "There is no Chromium, and neither apt-get nor Playwright could install one; "
        "install the package chromium and run script/test --browser again."
    )


def ensure_programs(**packages):
    """Install Debian packages whose programs are not there: ``package=function that finds the program``.

    Dashes are written as underscores. Returns a sentence that names what is still missing, or None.
    """
    missing = [name.replace("_", "-") for name, find in packages.items() if not find()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        environment.say(f"Installing Debian's {' and '.join(missing)} …")
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], **quiet)
        missing = [name.replace("_", "-") for name, find in packages.items() if not find()]
    return f"Please install {' and '.join(missing)}, then run script/test again." if missing else None


def _playwright_has_browser(python):
    code = (
        "from pathlib import Path; from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: raise SystemExit(not Path(p.chromium.executable_path).exists())"
    )
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0
