"""A changed byte anywhere in the history file, a truncated file, zeroed pages: it opens, or is recovered."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Exchange
from edge_tui.store.history import History
from edge_tui.store.records import pack_request
from tests.store.samples import MORNING, answered, begun, record

# Replacements of a byte: invalid UTF-8, the extremes of a number, another letter, a sign.
_REPLACEMENTS = (0xAD, 0xFF, 0x00, 0x01, 0x80)
# The lowest byte of the file's version.
_VERSION_PLACE = 63
_AT_RANDOM = 60
_AT_RANDOM_THOROUGHLY = 3_000

Whole = tuple[bytes, dict[str, Exchange]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Whole:
    """A small history with one of everything: notes, pins, large and deleted records, indexed words."""
    path = tmp_path_factory.mktemp("whole") / "history.sqlite"
    history = History(path)
    chance = random.Random(7)
    sent = {}
    for number in range(14):
        event = {"xdm": {"eventType": "web.webpagedetails.pageViews", "_id": chance.randbytes(100).hex()}}
        sent[f"r{number:03}"] = record(history, answered(begun(f"r{number:03}", event=event)))
    sent["large"] = record(history, answered(begun("large", event={"xdm": {"_id": chance.randbytes(6_000).hex()}})))
    for request_id in ("r002", "r003"):
        history.delete([history.summary(request_id).key])
        del sent[request_id]
    history.pin(history.summary("r005").key, pinned=True)
    history.annotate(history.summary("r006").key, "the note of somebody")
    assert len(history.search("pageviews", MORNING)) == 12
    history.close()
    return path.read_bytes(), sent


def _places(content: bytes) -> dict[str, list[int]]:
    """Offsets in the file by their content."""
    places = {
        "header": [*range(28), *range(28, 100, 3), *range(60, 64)],
        "schema": _around(content, b"CREATE TABLE contents", 60, 4)
        + _around(content, b"CREATE INDEX by_sent_at", 40, 6),
        "names of tables": _around(content, b"tablecontents", 30, 3) + _around(content, b"tableexchanges", 30, 5),
        "words": _around(content, b"words_0_data", 30, 7) + _around(content, b"views", 40, 9),
    }
    for text in (
        b"prod",
        b"page-view",
        b"web.webpagedetails",
        b"interact",
        b"the note of",
        b"locationHint",
        b"default",
    ):
        last = content.rindex(text)
        places[text.decode()] = list(range(last - 3, last + len(text), 3))
    first_pages = range(0, len(content), 4096)
    places["beginnings of pages"] = [page + offset for page in first_pages for offset in (0, 4, 9)]
    return places


def _around(content: bytes, text: bytes, length: int, step: int) -> list[int]:
    start = content.index(text)
    return list(range(max(start - 12, 0), min(start + length, len(content)), step))


def _changed(content: bytes, place: int, value: int) -> bytes:
    value = value if content[place] != value else content[place] ^ 0x55
    return content[:place] + bytes([value]) + content[place + 1 :]


def _use(path: Path, sent: dict[str, Exchange]) -> tuple[set[str], tuple[str, ...]]:
    """Uses every operation; returns the unchanged exchanges and the warnings."""
    history = History(path)
    for summary in history.recent():
        assert summary.sent_at.astimezone().strftime("%Y")
    for search in ("pageviews", "note:somebody", "pinned", "profile:prod before:1d", "status:200"):
        history.search(search, MORNING)
    history.begin(begun("new"))
    history.complete(answered(begun("new")))
    assert history.find("new") == answered(begun("new"))
    for summary in history.recent():
        history.pin(summary.key, pinned=False)
    history.annotate(history.summary("new").key, "a note")
    history.tidy()
    kept = {request_id for request_id, exchange in sent.items() if _loaded(history, request_id) == exchange}
    warnings = history.warnings
    history.close()
    return kept, warnings


def _loaded(history: History, request_id: str) -> Exchange | None:
    # A damaged record is reported; the others are unaffected.
    try:
        return history.find(request_id)
    except StorageError as error:
        if not error.what.startswith("The record of this exchange is damaged"):
            raise
        return None


def _try(folder: Path, content: bytes, sent: dict[str, Exchange]) -> tuple[set[str], tuple[str, ...]]:
    for path in folder.iterdir():
        path.unlink()
    path = folder / "history.sqlite"
    path.write_bytes(content)
    kept, warnings = _use(path, sent)
    asides = [each for each in folder.iterdir() if each.name.endswith(".kept")]
    assert len(asides) == len(warnings) <= 1
    assert all(aside.name in warning for aside, warning in zip(asides, warnings, strict=True))
    return kept, warnings


def _random_places(content: bytes, thoroughly: bool) -> list[int]:
    return random.Random(11).sample(range(len(content)), _AT_RANDOM_THOROUGHLY if thoroughly else _AT_RANDOM)


def test_one_changed_byte_costs_at_most_its_record(whole, tmp_path, request):
    content, sent = whole
    thoroughly = request.config.getoption("--thorough")
    places = {**_places(content), "anywhere": _random_places(content, thoroughly)}
    assert sum(map(len, places.values())) >= 230
    for what, offsets in places.items():
        # Every replacement comes also with every second place.
        for number, place in [*enumerate(offsets)][:: 1 if thoroughly else 2]:
            changed = _changed(content, place, _REPLACEMENTS[number % len(_REPLACEMENTS)])
            try:
                kept, _ = _try(tmp_path, changed, sent)
            except Exception as error:
                # The byte of the version may make the file look a little newer.
                if place == _VERSION_PLACE and isinstance(error, StorageError):
                    continue
                error.add_note(f"{what}: byte {place} was {content[place]}, became {changed[place]}")
                raise
            assert len(sent) - len(kept) <= 1, (what, place, changed[place])


@pytest.mark.parametrize("encoding", [b"\xad", b"\xff\xfe", b"\0"])
def test_an_invalid_character_is_damage_that_is_recovered_from(whole, tmp_path, encoding):
    content, sent = whole
    for text in (b"CREATE TABLE contents", b"the note of somebody"):
        middle = content.rindex(text) + len(text) // 2
        kept, warnings = _try(tmp_path, content[:middle] + encoding + content[middle + len(encoding) :], sent)
        assert kept == sent.keys()
        assert len(warnings) == (text.startswith(b"CREATE") or encoding != b"\0")


def test_a_truncated_file_or_zeroed_pages_are_recovered_from(whole, tmp_path, request):
    content, sent = whole
    chance = random.Random(13)
    rounds = 400 if request.config.getoption("--thorough") else 15
    for _ in range(rounds):
        start, length = chance.randrange(len(content)), chance.choice((1, 16, 100, 4096, 20_000))
        damaged = (
            content[:start],
            content[:start] + bytes(length) + content[start + length :],
            content[:start] + chance.randbytes(length) + content[start + length :],
        )[chance.randrange(3)]
        try:
            _try(tmp_path, damaged, sent)
        except Exception as error:
            error.add_note(f"{len(damaged)} bytes, {length} from {start}")
            raise


def test_a_damaged_page_of_one_exchange_leaves_every_other_one(whole, tmp_path):
    content, sent = whole
    # The large one has separate pages.
    start = content.index(pack_request(sent["large"])[3_000:3_060])
    kept, _ = _try(tmp_path, content[:start] + bytes(40) + content[start + 40 :], sent)
    assert kept == sent.keys() - {"large"}


def test_a_sound_file_is_never_taken_for_a_damaged_one(whole, tmp_path):
    content, sent = whole
    kept, warnings = _try(tmp_path, content, sent)
    assert (kept, warnings) == (set(sent), ())
    history = History(tmp_path / "history.sqlite")
    for search in ('"', '""', "words MATCH", "x*", "NEAR(", "a OR", "-a", "^", "{a}", "note:*", 'code:"', "é" * 500):
        history.search(search, MORNING)
    # Another program's change is not damage either.
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as connection:
        connection.execute("CREATE TABLE other (x)")
        connection.commit()
    history.recent()
    history.begin(begun("after"))
    assert history.warnings == ()
    history.close()
