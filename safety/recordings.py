"""Sound and films lose what they tell about whoever made them: place, device, time, names, pictures of covers.

Only what carries sound and picture stays. Nothing is converted, so nothing gets worse.
"""

import struct
from collections.abc import Iterator

LARGEST_RECORDING = 20 * 1024 * 1024  # bytes: some twenty minutes of speech, or two of film
KINDS = {"mp3", "m4a", "mp4"}
# Boxes of an MP4 file (ISO 14496-12) that hold others, and those that tell more than sound and picture.
HOLDERS = {b"moov", b"trak", b"mdia"}
TELLING = {b"udta", b"meta", b"uuid", b"Xtra"}
DATED = {b"mvhd", b"tkhd", b"mdhd"}
TRACKS = {b"vide", b"soun"}


class NotARecordingError(Exception):
    """The content is not what the ending of the name says, or carries more than sound and picture."""


def cleaned_recording(ending: str, content: bytes) -> bytes:
    """Return a recording without anything about its making. Raises NotARecordingError."""
    return _clean_mp3(content) if ending == "mp3" else _clean_mp4(content)


def _clean_mp3(content: bytes) -> bytes:
    """Return the frames alone: without ID3 (https://id3.org) before and after them, and without APE."""
    begin, end = 0, len(content)
    while content[begin : begin + 3] == b"ID3" and begin + 10 <= end:
        size = 0
        for byte in content[begin + 6 : begin + 10]:
            size = size << 7 | byte & 0x7F
        begin += 10 + size + (10 if content[begin + 5] & 0x10 else 0)
    while content[begin : begin + 1] == b"\0":
        begin += 1
    if content[end - 128 : end - 125] == b"TAG":
        end -= 128
    if content[end - 32 : end - 24] == b"APETAGEX":
        has_header = struct.unpack("<I", content[end - 12 : end - 8])[0] >> 31
        end -= struct.unpack("<I", content[end - 20 : end - 16])[0] + 32 * has_header
    start = content[begin : begin + 2]
    if end - begin < 100 or len(start) < 2 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        raise NotARecordingError
    return content[begin:end]


def _boxes(content: bytes | bytearray, begin: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (name, beginning, beginning of what is in it, end) of the boxes of a part of a file."""
    while begin < end:
        if end - begin < 8:
            raise NotARecordingError
        size, name = struct.unpack(">I4s", content[begin : begin + 8])
        head = 8
        if size == 1:
            if end - begin < 16:
                raise NotARecordingError
            (size,) = struct.unpack(">Q", content[begin + 8 : begin + 16])
            head = 16
        elif size == 0:
            size = end - begin
        if size < head or begin + size > end:
            raise NotARecordingError
        yield name, begin, begin + head, begin + size
        begin += size


def _clean_mp4(content: bytes) -> bytes:
    """Return the file with each telling box blanked in its place, so that nothing moves, and without dates."""
    names = [name for name, *_rest in _boxes(content, 0, len(content))]
    if not names or names[0] != b"ftyp" or b"moov" not in names or b"mdat" not in names:
        raise NotARecordingError
    written = bytearray(content)
    _blank(written, 0, len(written))
    return bytes(written)


def _blank(written: bytearray, begin: int, end: int) -> None:
    for name, start, inside, stop in list(_boxes(written, begin, end)):
        if name in TELLING:
            written[start + 4 : start + 8] = b"free"
            written[inside:stop] = bytes(stop - inside)
        elif name == b"free" or name == b"skip":
            written[inside:stop] = bytes(stop - inside)
        elif name in DATED and stop - inside >= 20:
            width = 8 if written[inside] == 1 else 4
            written[inside + 4 : inside + 4 + 2 * width] = bytes(2 * width)
        elif name == b"hdlr" and stop - inside >= 24:
            # A third track tells where a phone was, second by second; its name may tell whose phone.
            if bytes(written[inside + 8 : inside + 12]) not in TRACKS:
                raise NotARecordingError
            written[inside + 24 : stop] = bytes(stop - inside - 24)
        elif name in HOLDERS:
            _blank(written, inside, stop)
