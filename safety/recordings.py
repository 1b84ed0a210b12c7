"""Sound and films lose what they tell about whoever made them: place, device, time, names, pictures of covers.

Only what carries sound and picture stays. Nothing is converted, so nothing gets worse.
"""

import struct
from collections.abc import Iterator

LARGEST_RECORDING = 20 * 1024 * 1024  # bytes: some twenty minutes of speech, or two of film
KINDS = {"mp3", "m4a", "mp4"}
# Boxes of an MP4 file (ISO 14496-12) that sound and picture need, by the box they lie in; all others are blanked.
NEEDED = {
    b"": {b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp"},
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"edts", b"mdia", b"tref"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    b"minf": {b"vmhd", b"smhd", b"dinf", b"stbl"},
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun", b"saiz", b"saio", b"sgpd", b"sbgp", b"sdtp"},
}
DATED = {b"mvhd", b"tkhd", b"mdhd"}
TRACKS = {b"vide", b"soun"}


class NotARecordingError(Exception):
    """The content is not what the ending of the name says, or carries more than sound and picture."""


def cleaned_recording(ending: str, content: bytes) -> bytes:
    """Return a recording without anything about its making. Raises NotARecordingError."""
    return _clean_mp3(content) if ending == "mp3" else _clean_mp4(content)


# MPEG audio, ISO 11172-3 and 13818-3: layer III, in kbit/s and Hz; None for what no frame may have.
RATES_1 = (None, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, None)
RATES_2 = (None, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, None)
SAMPLES = {3: (44_100, 48_000, 32_000, None), 2: (22_050, 24_000, 16_000, None), 0: (11_025, 12_000, 8_000, None)}
FEWEST_FRAMES = 3
ENDS = {b"", b"TAG", b"APE", b"LYR", b"ID3"}


def _frame(content: bytes, place: int) -> int:
    """Return the length of the frame that begins at a place, in bytes; 0 where none does."""
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version = head[1] >> 3 & 3
    rate = (RATES_1 if version == 3 else RATES_2)[head[2] >> 4]
    samples = SAMPLES.get(version, (None,) * 4)[head[2] >> 2 & 3]
    if not rate or not samples:
        return 0
    return (144 if version == 3 else 72) * rate * 1000 // samples + (head[2] >> 1 & 1)


def _clean_mp3(content: bytes) -> bytes:
    """Return the frames alone, wherever tags of any kind stand before, between and after them."""
    frames, place = [], 0
    while place < len(content):
        size = _frame(content, place)
        # What looks like a frame is one when another follows, or the end, or a tag.
        ends = place + size
        after = content[ends : ends + 3]
        if size and ends <= len(content) and (_frame(content, ends) or after[:3] in ENDS):
            frames.append(content[place:ends])
            place = ends
        else:
            place = content.find(b"\xff", place + 1)
            if place < 0:
                break
    if len(frames) < FEWEST_FRAMES:
        raise NotARecordingError
    return b"".join(frames)


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
    _blank(written, 0, len(written), b"")
    return bytes(written)


def _blank(written: bytearray, begin: int, end: int, holder: bytes) -> None:
    """Blank what ``holder`` need not hold, in its place. Levels are few, so nesting has an end."""
    for name, start, inside, stop in list(_boxes(written, begin, end)):
        if name not in NEEDED[holder]:
            written[start + 4 : start + 8] = b"free"
            written[inside:stop] = bytes(stop - inside)
        elif name in DATED and stop - inside >= 20:
            width = 8 if written[inside] == 1 else 4
            written[inside + 4 : inside + 4 + 2 * width] = bytes(2 * width)
        elif name == b"hdlr" and stop - inside >= 24:
            # A third track tells where a phone was, second by second; its name may tell whose phone.
            if bytes(written[inside + 8 : inside + 12]) not in TRACKS:
                raise NotARecordingError
            written[inside + 24 : stop] = bytes(stop - inside - 24)
        elif name in NEEDED:
            _blank(written, inside, stop, name)
