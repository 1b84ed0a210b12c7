"""Uploads in an S3 bucket that several machines share. Visitors never talk to the bucket: the site hands files out."""

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A bucket whose files have the same addresses as those in a folder."""

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Return the address on this site."""
        return settings.MEDIA_URL + filepath_to_uri(name)
