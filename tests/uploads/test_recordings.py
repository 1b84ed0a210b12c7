"""Sound and film: nothing in them tells who made them and where, and players get the parts that they ask for."""

import contextlib
import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings as how, strategies as some
from wagtail.documents import get_document_model

from blog.blocks import ArticleBodyBlock
from safety.recordings import NotARecordingError, cleaned_recording

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

CANARIES = [b"Canary Jane", b"+47.6062-122.3321/", b"iPhone of Jane", b"2025-11-01T10:00:00", b"canarycover"]
# A second of silence, MPEG 1 layer III, 128 kbit/s at 44.1 kHz.
FRAMES = (b"\xff\xfb\x90\x64" + bytes(413)) * 39


def id3(*texts):
    body = b"".join(b"TPE1" + struct.pack(">I", len(text) + 1) + b"\0\0\3" + text for text in texts)
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\4\0\0" + size + body


def box(name, *parts):
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), name) + content


def handler(kind, name=b"iPhone of Jane\0"):
    return box(b"hdlr", bytes(8), kind, bytes(12), name)


def track(kind, dates):
    return box(b"trak", box(b"tkhd", dates), box(b"mdia", box(b"mdhd", dates), handler(kind)))


def film(*tracks, extra=b"", dated=0xE0000000):
    dates = struct.pack(">IIII", 0, dated, dated, 600) + bytes(80)
    tracks = tracks or (b"vide", b"soun")
    return b"".join(
        [
            box(b"ftyp", b"isom", bytes(4)),
            box(
                b"moov",
                box(b"mvhd", dates),
                *(
                    box(b"trak", box(b"tkhd", dates), box(b"mdia", box(b"mdhd", dates), handler(kind)))
                    for kind in tracks
                ),
                box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + CANARIES[1]), box(b"meta", CANARIES[0])),
                box(b"meta", CANARIES[3]),
            ),
            box(b"uuid", CANARIES[4]),
            box(b"free", CANARIES[2]),
            box(b"mdat", b"sound and picture" * 20),
            extra,
        ]
    )


MP3 = (
    id3(*CANARIES)
    + FRAMES
    + b"APETAGEX"
    + struct.pack("<IIII", 2000, 32, 0, 0)
    + bytes(8)
    + b"TAG"
    + CANARIES[0].ljust(125)
)


def test_a_song_keeps_its_frames_alone():
    assert cleaned_recording("mp3", MP3) == FRAMES


def test_a_film_keeps_sound_and_picture_in_their_places_and_nothing_else():
    before = film()
    after = cleaned_recording("mp4", before)
    for canary in CANARIES:
        assert canary in before
        assert canary not in after
    assert len(after) == len(before)
    assert after.index(b"mdat") == before.index(b"mdat")
    assert b"sound and picture" * 20 in after
    assert struct.pack(">I", 0xE0000000) not in after
    assert cleaned_recording("mp4", after) == after


def test_what_nobody_has_heard_of_goes_too():
    """Boxes of dashcams and phones, also inside others, and tags between the frames of joined songs."""
    places = film(extra=box(b"gps0", CANARIES[1]) + box(b"sefd", CANARIES[2]))
    places = places.replace(box(b"meta", CANARIES[3]), box(b"loci", CANARIES[3]))
    after = cleaned_recording("mp4", places)
    assert not any(canary in after for canary in CANARIES)
    joined = FRAMES + id3(*CANARIES) + FRAMES + b"LYRICSBEGIN" + CANARIES[0] + b"LYRICS200TAG" + CANARIES[0].ljust(125)
    assert cleaned_recording("mp3", joined) == FRAMES * 2


def test_boxes_in_boxes_have_an_end():
    deep = b""
    for _level in range(1_500):
        deep = box(b"moov", deep)
    content = box(b"ftyp", b"isom") + deep + box(b"mdat", b"x")
    assert len(cleaned_recording("mp4", content)) == len(content)


def wide(name, content):
    """Return a box whose size is written in eight bytes, as those of long films are."""
    return struct.pack(">I4sQ", 1, name, 16 + len(content)) + content


def test_a_film_may_be_longer_than_four_bytes_tell_and_end_where_the_file_ends():
    start = film()[: film().index(b"mdat") - 4]
    assert CANARIES[1] in start
    to_the_end = struct.pack(">I4s", 0, b"mdat") + b"sound and picture"
    for pixels in (wide(b"mdat", b"sound and picture"), to_the_end):
        after = cleaned_recording("mp4", start + wide(b"udta", CANARIES[0]) + pixels)
        assert after.endswith(pixels)
        assert not any(canary in after for canary in CANARIES)


def test_what_only_looks_like_a_frame_is_none():
    no_rate, no_samples = b"\xff\xfb\xf0\x64", b"\xff\xfb\x9c\x64"
    assert cleaned_recording("mp3", no_rate + CANARIES[0] + no_samples + CANARIES[1] + FRAMES) == FRAMES


def test_a_recording_whose_file_is_gone_is_not_there(recording, client):
    recording.file.storage.delete(recording.file.name)
    assert client.get(recording.url, headers={"Range": "bytes=0-9"}).status_code == 404


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("mp3", b"<html>"),
        ("mp3", id3(b"only words")),
        ("mp3", bytes(500)),
        ("mp4", FRAMES),
        ("mp4", film()[:-40]),
        ("mp4", film(b"vide", b"meta")),
        ("mp4", film(extra=b"\0\0\0\3")),
        ("mp4", box(b"ftyp", b"isom") + box(b"mdat", b"x")),
        ("m4a", b"ID3" + bytes(200)),
        ("mp4", film(extra=struct.pack(">I4s", 1, b"mdat"))),
        ("mp4", film(extra=struct.pack(">I4sQ", 1, b"mdat", 15))),
    ],
)
def test_what_is_no_recording_or_tells_more_is_refused(ending, content):
    with pytest.raises(NotARecordingError):
        cleaned_recording(ending, content)


@how(max_examples=300, deadline=None)
@given(
    content=some.binary(max_size=400),
    ending=some.sampled_from(["mp3", "mp4"]),
    start=some.sampled_from([b"", film()[:60]]),
)
def test_any_bytes_at_all_are_taken_or_refused(content, ending, start):
    with contextlib.suppress(NotARecordingError):
        assert cleaned_recording(ending, start + content)


def upload(client, name, content):
    file = SimpleUploadedFile(name, content)
    return client.post("/admin/documents/add/", {"title": name, "file": file, "collection": 1})


@pytest.fixture
def recording(sign_in):
    response = upload(sign_in("Editors"), "talk.mp3", MP3)
    assert response.status_code == 302, response.context["form"].errors
    return get_document_model().objects.get(title="talk.mp3")


def test_it_is_cleaned_as_it_is_taken_by_whatever_way(recording):
    with recording.file.open("rb") as file:
        assert file.read() == FRAMES
    model = get_document_model()
    other = model.objects.create(title="Imported", file=SimpleUploadedFile("film.mp4", film()))
    with other.file.open("rb") as file:
        assert CANARIES[1] not in file.read()
    with pytest.raises(ValidationError):
        model.objects.create(title="Lies", file=SimpleUploadedFile("film.mp4", b"<html>"))


def test_what_cannot_be_read_is_refused_in_words(sign_in):
    response = upload(sign_in("Editors"), "talk.mp3", b"<html>")
    errors = " ".join(response.context["form"].errors["file"])
    assert "could not be read as a recording" in errors


def test_players_get_the_parts_they_ask_for(recording, client):
    whole = client.get(recording.url)
    assert whole["Content-Type"] == "audio/mpeg"
    assert not whole["Content-Disposition"].startswith("attachment")

    def part(asked):
        return client.get(recording.url, headers={"Range": asked})

    answer = part("bytes=10-19")
    assert (answer.status_code, answer.content) == (206, FRAMES[10:20])
    assert answer["Content-Range"] == f"bytes 10-19/{len(FRAMES)}"
    assert part("bytes=-5").content == FRAMES[-5:]
    assert part(f"bytes={len(FRAMES) - 3}-").content == FRAMES[-3:]
    assert part("bytes=99999999-").status_code == 416
    for nonsense in ("bytes=-", "lines=1-2", "bytes=1-2,4-5", "bytes=b-a"):
        assert part(nonsense).status_code == 200


def test_a_part_of_what_is_private_is_handed_to_nobody(recording, client):
    from wagtail.models import Collection, CollectionViewRestriction

    hidden = Collection.get_first_root_node().add_child(name="Hidden")
    recording.collection = hidden
    recording.save()
    CollectionViewRestriction.objects.create(collection=hidden, restriction_type="login")
    assert client.get(recording.url, headers={"Range": "bytes=0-9"}).status_code == 302


BODY = ArticleBodyBlock()


def test_neither_is_published_without_words_for_those_who_cannot_hear(recording):
    sound, movie = BODY.child_blocks["audio"], BODY.child_blocks["film"]
    with pytest.raises(ValidationError) as error:
        sound.clean(sound.to_python({"title": "A talk", "document": recording.pk, "transcript": ""}))
    assert set(error.value.block_errors) == {"transcript"}
    with pytest.raises(ValidationError) as error:
        movie.clean(movie.to_python({"title": "A film", "document": recording.pk, "captions": None}))
    assert "captions" in error.value.block_errors


def test_files_of_another_kind_are_refused_in_words(recording):
    movie = BODY.child_blocks["film"]
    value = {"title": "A film", "document": recording.pk, "captions": recording.pk}
    with pytest.raises(ValidationError) as error:
        movie.clean(movie.to_python(value))
    messages = {name: problem.messages[0] for name, problem in error.value.block_errors.items()}
    assert "ends in .mp4" in messages["document"]
    assert "ends in .vtt" in messages["captions"]


def test_files_of_the_right_kind_are_taken(recording):
    sound = BODY.child_blocks["audio"]
    value = {"title": "A talk", "document": recording.pk, "transcript": "Hello."}
    cleaned = sound.clean(sound.to_python(value))
    assert (cleaned["document"], cleaned["transcript"]) == (recording, "Hello.")


def test_nothing_is_loaded_before_somebody_plays_it(recording):
    sound = BODY.child_blocks["audio"]
    html = sound.render(
        sound.to_python({"title": "A talk", "document": recording.pk, "transcript": "Hello.\n\nGoodbye."})
    )
    assert 'preload="none"' in html
    assert "<p>Goodbye.</p>" in html
    recording.delete()
    assert (
        sound.render(sound.to_python({"title": "A talk", "document": recording.pk or 0, "transcript": "x"})).strip()
        == ""
    )
