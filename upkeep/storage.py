"""Uploads in an S3 bucket that several machines share. Visitors never talk to the bucket: the site hands files out."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Nobody waits long for a bucket that is gone.
PATIENCE = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 2})


class BucketStorage(S3Storage):
    """A bucket whose files have the same addresses as those in a folder; OSError where a disk would raise it, too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Return the address on this site."""
        return settings.MEDIA_URL + filepath_to_uri(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        return self._ask(self._fetch, name, mode)

    def _fetch(self, name: str, mode: str) -> File:
        opened = super()._open(name, mode)
        if "r" in mode:
            _now = opened.file  # what comes with the first reading otherwise, where nobody expects it to fail
        return opened

    def _save(self, name: str, content: File) -> str:
        return self._ask(super()._save, name, content)

    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""
        return self._ask(super().exists, name)

    def delete(self, name: str) -> None:
        """Delete a file."""
        self._ask(super().delete, name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return folders and files."""
        return self._ask(super().listdir, name)

    def size(self, name: str) -> int:
        """Return how many bytes a file has."""
        return self._ask(super().size, name)

    @staticmethod
    def _ask(ask: Any, *args: Any) -> Any:
        try:
            return ask(*args)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"The bucket does not answer: {error}") from error
