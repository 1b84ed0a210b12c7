"""What surrounds a body: the old site's address, its pictures and files, what its pages share."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from ..reading import Attachment
from ..reading.items import host_of, path_of

# A copy of a picture in another size: “river-300x200.jpg”.
SIZED = re.compile(r"(.+)-\d{2,5}x\d{2,5}(\.\w+)")


@dataclass
class Surroundings:
    """What a body may refer to."""

    base: str = ""  # address of the old site
    attachments: dict[str, Attachment] = field(default_factory=dict)
    reusable: dict[str, str] = field(default_factory=dict)
    endings: frozenset[str] = frozenset()  # of files that the site takes
    find_player: Callable[[str], tuple[str, str]] = lambda _address: ("", "")

    @cached_property
    def alts(self) -> dict[str, str]:
        """Return {address: what a picture of the old site shows}."""
        return {one.address: one.alt for one in self.attachments.values() if one.alt}

    @cached_property
    def _known(self) -> dict[tuple[str, str], str]:
        return {(host_of(one.address), path_of(one.address)): one.address for one in self.attachments.values()}

    def original(self, address: str) -> str:
        """Return the address of the picture itself, where this one is of a smaller copy that WordPress has made."""
        host, path = host_of(address), path_of(address)
        sized = SIZED.fullmatch(path)
        if not sized or (host, path) in self._known:
            return address
        names = ((host, f"{sized[1]}{scaled}{sized[2]}") for scaled in ("", "-scaled"))
        return next((self._known[name] for name in names if name in self._known), address)

    def is_file(self, address: str) -> bool:
        """Return whether an address is one of a file that the site takes."""
        try:
            path = urlsplit(address).path
        except ValueError:
            return False
        ending = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
        return ending in self.endings and self.is_theirs(address)

    def is_theirs(self, address: str) -> bool:
        """Return whether an address belongs to the old site."""
        host = host_of(address)
        return not host or host == host_of(self.base) or host.endswith(
            (".squarespace.com", ".squarespace-cdn.com", ".files.wordpress.com")
        )  # fmt: skip
