"""Adding files as the editor does."""

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection


def upload(client, name, content, **more):
    """Send one picture as the form for many pictures does; return the answer."""
    data = {"files[]": SimpleUploadedFile(name, content), "title": name} | more
    return client.post("/admin/images/multiple/add/", data, headers={"X-Requested-With": "XMLHttpRequest"}).json()


def add(client, name, content):
    """Send one picture with its alt text; return the response."""
    data = {
        "title": "Upload",
        "file": SimpleUploadedFile(name, content),
        "description": "A red bar",
        "collection": Collection.get_first_root_node().pk,
    }
    return client.post("/admin/images/add/", data)
