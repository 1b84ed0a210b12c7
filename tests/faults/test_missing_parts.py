"""Full disks, missing parts, slow visitors, a wrong clock: the site reads and says what is wrong."""

import contextlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import processes
import pytest
import trial_site
from conftest import ARTICLE, PEOPLE, Editor, Site, lost, read


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 192 MB with a file system of its own, in a file; gives its folder."""
    image, folder = tmp_path / "disk", tmp_path / "mounted"
    folder.mkdir()
    with image.open("wb") as opened:
        opened.truncate(192 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], check=True)
    mounted = subprocess.run(["mount", "-o", "loop,errors=remount-ro", image, folder], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"This machine lets nobody mount a disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def on_small_disk(small_disk):
    site = Site(small_disk / "data")
    site.start("--demo")
    site.run(PEOPLE)
    yield site
    site.stop()


def reads(site):
    """Check what visitors and staff read: pages from memory and made anew, search."""
    for path in (ARTICLE, "/get-help/", "/search/?q=housng"):
        assert read(site.url + path)[0] == 200, path
    assert read(f"{site.url}{ARTICLE}?page=2")[0] == 200


def test_on_a_full_disk_the_site_reads_and_says_so(on_small_disk, small_disk):
    site = on_small_disk
    editor = site.editors()[0]
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as opened:
        try:
            while True:
                opened.write(b"\0" * 4096)
        except OSError:
            pass
    # What SQLite had set aside is used up first.
    answers = [editor.save_draft(f"Full {count}") for count in range(60)]
    confirmed = [f"Full {count}" for count, (status, _text) in enumerate(answers) if status == 302]
    status, text = answers[-1]
    assert status == 503
    assert "no room left" in text
    assert {code for code, _text in answers} <= {302, 503}
    reads(site)
    ballast.unlink()
    print(f"\nsaves again after {waits_until_saved(editor, 'Room again'):.1f} s")
    assert lost(site, [*confirmed, "Room again"]) == []


def waits_until_saved(editor, title, within=10):
    begin = time.monotonic()
    while editor.save_draft(title)[0] != 302:
        assert time.monotonic() - begin < within
        time.sleep(0.2)
    return time.monotonic() - begin


def test_on_a_disk_that_can_only_be_read_the_site_reads_and_says_so(on_small_disk, small_disk):
    site = on_small_disk
    editor = site.editors()[0]
    assert editor.save_draft("Before")[0] == 302
    # A site that runs for a while: only what was written just now is not on the disk yet.
    os.sync()
    # What the kernel does by itself when a disk fails.
    subprocess.run(["mount", "-o", "remount,abort", small_disk], check=True)
    status, text = editor.save_draft("Meanwhile")
    assert status == 503
    assert "can only be read from" in text or "does not answer" in text
    reads(site)
    # The repair: another disk, or this one after it was looked at.
    site.stop()
    image = small_disk.with_name("disk")
    subprocess.run(["umount", "-l", small_disk], check=True)
    subprocess.run(["fsck.ext4", "-y", image], capture_output=True)
    subprocess.run(["mount", "-o", "loop", image, small_disk], check=True)
    begin = time.monotonic()
    site.start()
    reads(site)
    print(f"\nstarted in {time.monotonic() - begin:.1f} s")
    assert lost(site, ["Before"]) == []
    assert waits_until_saved(editor, "After") < 10


def test_missing_uploads_cost_pictures_and_no_page(on_sqlite):
    code = (
        "from django.core.files.images import ImageFile; from pages.models import SiteImage\n"
        "from blog.models import ArticlePage; from pathlib import Path\n"
        "with Path('static/root/icon-512.png').open('rb') as opened:\n"
        "    image = SiteImage(title='An icon', description='Lines', file=ImageFile(opened, name='icon.png'))\n"
        "    image.save()\n"
        "article = ArticlePage.objects.get(slug='ally-vs-accomplice')\n"
        "article.listing_image = image\narticle.save_revision().publish()\n"
    )
    on_sqlite.run(code)
    picture = re.search(r"/media/images/icon[^\s\"]+", read(f"{on_sqlite.url}/lets-talk-about/")[1])[0]
    assert read(on_sqlite.url + picture)[0] == 200
    media, away = on_sqlite.data / "media", on_sqlite.data / "media-away"
    media.rename(away)
    assert read(on_sqlite.url + picture)[0] == 404
    reads(on_sqlite)
    # Even where a size would have to be made anew.
    on_sqlite.run(
        "from pages.models import SiteImage\nfor image in SiteImage.objects.all(): image.renditions.all().delete()"
    )
    reads(on_sqlite)
    shutil.rmtree(media, ignore_errors=True)
    away.rename(media)
    on_sqlite.manage("make_picture_sizes")
    code = "from pages.models import SiteImage\nprint(SiteImage.objects.get(title='An icon').renditions.first().url)"
    assert read(on_sqlite.url + on_sqlite.run(code))[0] == 200


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    """Return a function that runs a Redis on one and the same port."""
    port, folder = processes.free_port(), tmp_path_factory.mktemp("redis")
    command = [shutil.which("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    return port, lambda: processes.running(command, port, folder / "log", cwd=folder)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """Return a function that runs a server that speaks S3 on one and the same port, with an empty bucket."""
    port, folder = processes.free_port(), tmp_path_factory.mktemp("bucket")
    return port, lambda: trial_site.bucket(folder, port)


def test_without_the_cache_server_and_the_bucket_the_site_reads(tmp_path_factory, postgresql, redis, bucket):
    site = Site(
        tmp_path_factory.mktemp("shared"),
        DATABASE_URL=postgresql.url,
        CACHE_URL=f"redis://127.0.0.1:{redis[0]}/0",
        MEDIA_STORAGE=f"s3+http://key:secret@127.0.0.1:{bucket[0]}/uploads",
    )
    with contextlib.ExitStack() as parts:
        parts.callback(site.stop)
        with redis[1](), bucket[1]():
            site.start("--demo")
            site.run(PEOPLE)
            editor = site.editors()[0]
            pictures = site.run(
                "from pages.models import SiteImage\n"
                "print(' '.join(r.url for i in SiteImage.objects.all() for r in i.renditions.all()[:1]))"
            ).split()
            reads(site)
        # Both are gone.
        begin = time.monotonic()
        reads(site)
        assert time.monotonic() - begin < 10
        for picture in pictures[:1]:
            assert read(site.url + picture)[0] == 503
        status, text = Editor(site.url).sign_in()
        assert status == 503
        assert "counts attempts to sign in does not answer" in text
        # Whoever is signed in goes on; sessions are in the database.
        assert editor.save_draft("Without a cache")[0] == 302
        with redis[1](), bucket[1]():
            begin = time.monotonic()
            while Editor(site.url).sign_in()[0] != 200:
                assert time.monotonic() - begin < 10
                time.sleep(0.2)
            print(f"\nback after {time.monotonic() - begin:.1f} s")
            reads(site)


@pytest.mark.parametrize("kind", ["-H", "-B", "-X"], ids=["headers", "bodies", "reading"])
def test_two_hundred_slow_connections_keep_nobody_else_from_reading(on_sqlite, kind):
    address = on_sqlite.url + (ARTICLE if kind == "-X" else "/search/")
    command = ["slowhttptest", "-c", "200", kind, "-r", "200", "-i", "5", "-l", "12", "-u", address]
    slow = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(3)
        for visit in range(20):
            begin = time.monotonic()
            assert read(on_sqlite.url + ARTICLE)[0] == 200
            assert read(f"{on_sqlite.url}/search/?q=help{visit}")[0] == 200
            assert time.monotonic() - begin < 3
        # A body that nobody wants is refused at once, which ends the attack; the others went on all the time.
        assert slow.poll() is None or kind == "-B"
    finally:
        slow.terminate()
        slow.wait(20)


@pytest.mark.parametrize("shift", ["+1y", "-1y"])
def test_a_clock_that_is_off_by_a_year_keeps_nobody_from_reading(tmp_path, shift):
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    site = Site(tmp_path / "data")
    site.start("--demo")
    site.stop()
    site.variables |= {"LD_PRELOAD": str(library), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    site.start()
    try:
        reads(site)
    finally:
        site.stop()
    for name in ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC"):
        del site.variables[name]
    site.start()
    try:
        reads(site)
        site.run(PEOPLE)
        assert site.editors()[0].save_draft("On time again")[0] == 302
    finally:
        site.stop()
