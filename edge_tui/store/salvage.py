"""Finds records that a damaged database's B-trees no longer reach, by the byte pattern of a record."""

import re
from collections.abc import Iterator
from pathlib import Path

# https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1
_PAGE_BYTES = 4096
_MAX_LOCAL_BYTES = _PAGE_BYTES - 35
_MIN_LOCAL_BYTES = (_PAGE_BYTES - 12) * 32 // 255 - 23
_MAX_PAYLOAD_BYTES = 256 * 1024 * 1024

# The header of a record in `contents`: its length, NULL for the key, then the lengths of three blobs.
_HEADER = re.compile(rb"[\x05-\x1d]\x00", re.DOTALL)

Row = tuple[int, bytes, bytes | None, bytes | None]


def rows_in(path: Path) -> Iterator[Row]:
    """Every record of the table `contents` in a file: key, request, outcome, body.

    A blob whose pages are lost is None or truncated; reading it will fail.
    """
    with path.open("rb") as file:
        number = 0
        while page := file.read(_PAGE_BYTES):
            number += 1
            for match in _HEADER.finditer(page):
                row = _row_at(path, page, match.start())
                if row is not None:
                    yield row


def _row_at(path: Path, page: bytes, start: int) -> Row | None:
    """The record whose header begins at an offset of a page, or None."""
    header = page[start : start + page[start]]
    lengths, at = [], 2
    for _ in range(3):
        kind, at = _varint(header, at)
        if kind is None or (kind != 0 and (kind < 12 or kind % 2)):
            return None
        lengths.append(None if kind == 0 else (kind - 12) // 2)
    request_bytes = lengths[0]
    if at != len(header) or request_bytes is None:
        return None
    payload_bytes = len(header) + sum(length or 0 for length in lengths)
    key = _key_before(page, start, payload_bytes)
    if key is None or payload_bytes > _MAX_PAYLOAD_BYTES:
        return None
    payload = _payload(path, page, start, payload_bytes)[len(header) :]
    blobs: list[bytes | None] = []
    for length in lengths:
        blobs.append(None if length is None else payload[:length])
        payload = payload[length or 0 :]
    return key, blobs[0] or b"", blobs[1], blobs[2]


def _key_before(page: bytes, start: int, payload_bytes: int) -> int | None:
    """The key between a record's length and its header."""
    for key_bytes in range(1, 6):
        for length_bytes in range(1, 6):
            at = start - key_bytes - length_bytes
            if at < 0:
                break
            if _varint(page, at) == (payload_bytes, start - key_bytes):
                key, end = _varint(page, start - key_bytes)
                if key and end == start:
                    return key
    return None


def _payload(path: Path, page: bytes, start: int, payload_bytes: int) -> bytes:
    """A record's bytes, including its overflow pages as far as they are linked."""
    if payload_bytes <= _MAX_LOCAL_BYTES:
        return page[start : start + payload_bytes]
    local = _MIN_LOCAL_BYTES + (payload_bytes - _MIN_LOCAL_BYTES) % (_PAGE_BYTES - 4)
    local = local if local <= _MAX_LOCAL_BYTES else _MIN_LOCAL_BYTES
    pieces = [page[start : start + local]]
    following = int.from_bytes(page[start + local : start + local + 4], "big")
    missing = payload_bytes - local
    with path.open("rb") as file:
        while following and missing > 0:
            file.seek((following - 1) * _PAGE_BYTES)
            more = file.read(_PAGE_BYTES)
            if len(more) < 5:
                break
            following = int.from_bytes(more[:4], "big")
            pieces.append(more[4 : 4 + missing])
            missing -= len(pieces[-1])
    return b"".join(pieces)


def _varint(content: bytes, at: int) -> tuple[int | None, int]:
    """A SQLite varint and the offset after it; None if it has more than five bytes."""
    value = 0
    for count, byte in enumerate(content[at : at + 5]):
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return None, at
