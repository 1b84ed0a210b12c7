"""Bringing an old site over, killed twenty times with kill -9: it ends as if nothing had happened."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trial_site
from conftest import Site
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from old_sites import Old, wordpress

KILLS, ITEMS, PICTURES = 20, 120, 12
LOOK = """
import json
from blog.models import ArticlePage, Author
from home.models import StandardPage
from importer.models import Imported
from pages.models import SiteImage, Topic
from search.models import Entry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from wagtail.contrib.redirects.models import Redirect
from wagtail.search.models import IndexEntry
titles = {page.pk: page.title for model in (ArticlePage, StandardPage) for page in model.objects.all()}
pictures = {image.pk: image.title for image in SiteImage.objects.all()}
def told(value):
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if name != "id"}
        return {name: pictures.get(one) if name == "image" else told(one) for name, one in kept.items()}
    if isinstance(value, list):
        return [told(one) for one in value]
    if isinstance(value, str):
        for pk, title in titles.items():
            value = value.replace(f'id="{pk}"', f'id="{title}"')
    return value
types = ContentType.objects.get_for_models(ArticlePage, StandardPage).values()
known = IndexEntry.objects.filter(content_type__in=[*types])
rows = [(page.title, page.slug, page.live, str(page.date), told(list(page.body.raw_data)),
         [one.name for one in page.authors], sorted(topic.title for topic in page.topics.all()))
        for page in ArticlePage.objects.order_by("title")]
files = sorted(default_storage.listdir("original_images")[1])
used = sorted(image.file.name.rpartition("/")[2] for image in SiteImage.objects.all())
print(json.dumps({
    "rows": rows, "records": sorted(Imported.objects.values_list("kind", "key", "source_hash")),
    "redirects": sorted(Redirect.objects.values_list("old_path", "redirect_page__title")),
    "authors": sorted(Author.objects.values_list("name", flat=True)), "topics": Topic.objects.count(),
    "orphans": sorted(set(files) - set(used)), "pictures": sorted(pictures.values()),
    "found": sorted(titles[pk] for pk in Entry.objects.filter(page__in=titles).values_list("page", flat=True)),
    "found by staff": sorted(titles[int(pk)] for pk in known.values_list("object_id", flat=True) if int(pk) in titles),
}, default=str))
"""


class Pictures(BaseHTTPRequestHandler):
    def do_GET(self):
        number = int("".join(filter(str.isdigit, self.path)))
        file = io.BytesIO()
        Image.new("RGB", (300, 200), (number * 20 % 255, 90, 120)).save(file, "JPEG")
        self.send_response(200)
        self.send_header("Content-Length", str(len(file.getvalue())))
        self.end_headers()
        self.wfile.write(file.getvalue())

    def log_message(self, *args):
        pass


@pytest.fixture
def export(tmp_path):
    """A file with articles that lead to each other, whose pictures lie on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"

    def shown(number):
        return f'<img src="{base}/p{number}.jpg" alt="Field {number}">'

    items = [
        Old(
            title=f"Old article {number:03}", link=f"/blog/old-{number}", number=str(number + 1), creator="riverwriter",
            categories=("Walks",),
            html=f'<p>Words of {number}, then <a href="/blog/old-{(number + 7) % ITEMS}">on</a>.</p>'
            + (shown(number % PICTURES) if number % 3 == 0 else ""),
        )
        for number in range(ITEMS)
    ]  # fmt: skip
    path = tmp_path / "export.xml"
    path.write_bytes(wordpress(*items))
    yield path
    server.shutdown()


def bring(site, path, kill_after=None):
    """Run the command; kill it after some seconds. Returns whether it came to its end."""
    env = trial_site.trial_environment(site.data) | site.variables
    # Pictures of this trial lie on this machine, where no import would look.
    code = (
        "import functools\nimport importer.writing.applying as writing\n"
        "writing.Store = functools.partial(writing.Store, allowed=lambda address: True)\n"
        "from django.core.management import call_command\n"
        f"call_command('import_content', {str(path)!r}, '--topic', 'Walks', '--allow-host', '127.0.0.1')"
    )
    command = [trial_site.ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait(kill_after) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def test_killed_twenty_times_it_ends_as_if_undisturbed(export, tmp_path_factory):
    chance, killed = random.Random(7), 0
    told = []
    for kills in (0, KILLS):
        site = Site(tmp_path_factory.mktemp("site"))
        site.start()
        site.stop()
        begin = time.monotonic()
        for _time in range(kills):
            killed += not bring(site, export, chance.uniform(1.5, 5))
        assert bring(site, export)
        told.append(json.loads(site.run(LOOK)))
        print(f"{kills} kills: {time.monotonic() - begin:.0f} s, {killed} came in the middle")
    undisturbed, disturbed = told
    assert killed >= KILLS // 2
    assert disturbed["orphans"] == undisturbed["orphans"]
    assert disturbed == undisturbed
