"""Pictures inside documents lose their notes (EXIF, XMP, comments); their pixels stay as they are, byte for byte."""

import struct

# Kept of a JPEG: what decoders need (JFIF, colour profile, Adobe's colour transform).
KEPT_SEGMENTS = {0xE0, 0xE2, 0xEE}
TELLING_CHUNKS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
PNG = b"\x89PNG\r\n\x1a\n"


def without_notes(picture: bytes) -> bytes:
    """Return a JPEG or PNG without its notes; anything else, or what is damaged, as it is."""
    try:
        if picture.startswith(b"\xff\xd8"):
            return _jpeg(picture)
        if picture.startswith(PNG):
            return _png(picture)
    except (struct.error, IndexError):
        pass
    return picture


def _jpeg(picture: bytes) -> bytes:
    kept, place = [picture[:2]], 2
    while picture[place : place + 1] == b"\xff":
        mark = picture[place + 1]
        if mark == 0xDA:  # from here on there are pixels
            return b"".join([*kept, picture[place:]])
        (size,) = struct.unpack(">H", picture[place + 2 : place + 4])
        if size < 2:
            break
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark in KEPT_SEGMENTS:
            kept.append(picture[place : place + 2 + size])
        place += 2 + size
    return picture


def _png(picture: bytes) -> bytes:
    kept, place = [PNG], len(PNG)
    while place < len(picture):
        size, kind = struct.unpack(">I4s", picture[place : place + 8])
        if kind not in TELLING_CHUNKS:
            kept.append(picture[place : place + 12 + size])
        place += 12 + size
    return b"".join(kept)
