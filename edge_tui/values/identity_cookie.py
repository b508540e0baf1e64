"""The identity cookie, `kndctr_<org>_identity`: who the visitor is, and since when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_tui.model.document import JsonValue
from edge_tui.model.identity import is_ecid
from edge_tui.model.node import Node
from edge_tui.values.encoded_text import bytes_of, pack, unpack
from edge_tui.values.instants import instant, since
from edge_tui.values.protobuf import TEXT, VARINT, Field, read_fields, write_fields, write_tag, write_varint
from edge_tui.values.reading import Reading

KIND = "identity-cookie"
# An ECID's field starts every one: tag 0A, then its length; a wrong length is still meant as one.
MARK = re.compile(r"Ci[Q-Za-f][A-Za-z0-9+/_%-]{40,}=*")

DEVICE_TYPES = {0: "unknown", 1: "browser", 2: "mobile"}
SOURCES = {0: "RANDOM", 1: "THIRD_PARTY_ID", 2: "FIRST_PARTY_ID", 3: "RECEIVED_IN_REQUEST"}

_TITLE = "identity cookie"
_PROVENANCE = "Alloy, packages/core/src/utils/createDecodeKndctrCookie.js, which quotes the gateway's proto"
_NOTE = (
    "The identity cookie says who the visitor is. The client keeps it and sends it back unread; with it the next "
    "event belongs to the same visitor, without it the gateway mints a new ECID."
)
_SOURCE_WORDS = {
    0: "minted at random: the gateway had nothing to recognise the visitor by",
    1: "taken from the third-party (demdex) id",
    2: "derived from the first-party device id (FPID)",
    3: "received in the request's identityMap",
}

_METADATA = 10
_IDENTITY_FIELDS = {1: "ecid", 20: "last_sync_ms", 21: "sync_hash", 22: "id_sync_container_id", 30: "write_time_ms"}
_LATER_FIELDS = {number: name for number, name in _IDENTITY_FIELDS.items() if number > _METADATA}
_METADATA_FIELDS = {1: "created_at_ms", 2: "is_new", 3: "device_type", 5: "region", 6: "source"}
_TEXTS = {"ecid", "region"}


@dataclass(frozen=True, slots=True)
class IdentityCookie:
    """What the cookie holds; a field that was not written is None, which is not its default.

    Times are milliseconds of the Unix epoch. `last_sync_ms` is of the last id sync, told in a
    third-party context only; `write_time_ms` is when the gateway last handed the cookie out,
    at most once in 24 hours. `device_type` and `source` are named in `DEVICE_TYPES` and
    `SOURCES`. Fields nobody has a name for are kept, and so is the order of the fields where
    it is not the ascending one, so that `encode` gives back what `decode` took. (The proto is
    quoted in Alloy, packages/core/src/utils/createDecodeKndctrCookie.js.)
    """

    ecid: str
    created_at_ms: int | None = None
    is_new: bool | None = None
    device_type: int | None = None
    region: str | None = None
    source: int | None = None
    last_sync_ms: int | None = None
    sync_hash: int | None = None
    id_sync_container_id: int | None = None
    write_time_ms: int | None = None
    unknown: tuple[Field, ...] = ()
    unknown_metadata: tuple[Field, ...] = ()
    order: tuple[int, ...] = ()
    metadata_order: tuple[int, ...] = ()


def encode(cookie: IdentityCookie) -> str:
    """The cookie's value, base64url without padding."""
    if not (cookie.unknown or cookie.unknown_metadata or cookie.order or cookie.metadata_order):
        return pack(_write_usual(cookie))
    metadata = _ordered(_known(cookie, _METADATA_FIELDS) + list(cookie.unknown_metadata), cookie.metadata_order)
    fields = _known(cookie, _IDENTITY_FIELDS) + list(cookie.unknown)
    if metadata or _METADATA in cookie.order:
        fields.append(Field(_METADATA, TEXT, write_fields(metadata)))
    return pack(write_fields(_ordered(fields, cookie.order)))


def decode(text: str) -> IdentityCookie:
    """Reads a cookie's value, percent-encoded or not, with padding or without.

    Raises `ValueError` with one sentence that says where it stops being an identity cookie.
    """
    fields = read_fields(unpack(text))
    values = _values(fields, _IDENTITY_FIELDS)
    _check_ecid(values, fields)
    metadata = _metadata(fields)
    inner = _values(metadata, _METADATA_FIELDS)
    if inner.get("is_new") is not None:
        if inner["is_new"] not in (0, 1):
            raise ValueError(f"Its is_new holds {inner['is_new']}, which is neither 0 nor 1.")
        inner["is_new"] = bool(inner["is_new"])
    return IdentityCookie(
        **values,
        **inner,
        unknown=tuple(field for field in fields if field.number not in {*_IDENTITY_FIELDS, _METADATA}),
        unknown_metadata=tuple(field for field in metadata if field.number not in _METADATA_FIELDS),
        order=_order(fields, [field for field in fields if field.number == _METADATA and not metadata]),
        metadata_order=_order(metadata, []),
    )


def read(text: str, now: datetime) -> Reading | None:
    """An identity cookie, or what looks like one and is damaged."""
    reading = read_meant(text, now)
    return None if reading.problem and not MARK.fullmatch(text.strip()) else reading


def read_meant(text: str, now: datetime) -> Reading:
    """What is said to be an identity cookie: its reading, or what is wrong with it and its bytes."""
    try:
        cookie = decode(text)
    except ValueError as error:
        problem = str(error)
        data = bytes_of(text)
        return Reading(KIND, _TITLE, "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem, data)
    return Reading(
        KIND, _TITLE, f"ECID {cookie.ecid}", dict(_fields(cookie)), tuple(_parts(cookie, now)), _NOTE, _PROVENANCE
    )


def _fields(cookie: IdentityCookie) -> Iterator[tuple[str, JsonValue]]:
    yield "ecid", cookie.ecid
    if cookie.created_at_ms is not None:
        yield "createdAt", instant(cookie.created_at_ms)
    yield "isNew", bool(cookie.is_new)
    if cookie.device_type is not None:
        yield "deviceType", DEVICE_TYPES.get(cookie.device_type, str(cookie.device_type))
    if cookie.region is not None:
        yield "region", cookie.region
    if cookie.source is not None:
        yield "source", SOURCES.get(cookie.source, str(cookie.source))
    if cookie.last_sync_ms is not None:
        yield "lastSync", instant(cookie.last_sync_ms)
    if cookie.sync_hash is not None:
        yield "syncHash", cookie.sync_hash
    if cookie.id_sync_container_id is not None:
        yield "idSyncContainerId", cookie.id_sync_container_id
    if cookie.write_time_ms is not None:
        yield "writeTime", instant(cookie.write_time_ms)
    unknown = {str(field.number): _shown(field) for field in (*cookie.unknown, *cookie.unknown_metadata)}
    if unknown:
        yield "unknownFields", unknown


def _parts(cookie: IdentityCookie, now: datetime) -> Iterator[Node]:
    yield Node("ECID", cookie.ecid, note="The Experience Cloud ID: this visitor, to every Adobe solution.")
    if cookie.created_at_ms is not None:
        where = f" in {cookie.region}" if cookie.region else ""
        yield Node("minted", f"{instant(cookie.created_at_ms)}{where} · {since(cookie.created_at_ms, now)}")
    elif cookie.region is not None:
        yield Node("region", cookie.region)
    if cookie.source is not None:
        words = _SOURCE_WORDS.get(cookie.source, "a source that is not documented")
        yield Node("source", f"{cookie.source} {SOURCES.get(cookie.source, '')} · {words}".replace("  ", " "))
    yield Node("is new", "yes: minted at random for this visitor" if cookie.is_new else "no")
    if cookie.device_type is not None:
        yield Node("device", f"{cookie.device_type} {DEVICE_TYPES.get(cookie.device_type, 'not documented')}")
    if cookie.last_sync_ms is not None:
        yield Node("last id sync", f"{instant(cookie.last_sync_ms)} · {since(cookie.last_sync_ms, now)}")
    if cookie.sync_hash is not None:
        yield Node("id sync hash", str(cookie.sync_hash))
    if cookie.id_sync_container_id is not None:
        yield Node("id sync container", str(cookie.id_sync_container_id))
    if cookie.write_time_ms is not None:
        yield Node(
            "last write",
            f"{instant(cookie.write_time_ms)} · {since(cookie.write_time_ms, now)}",
            note="When the gateway last handed this cookie out. It does so at most once in 24 hours.",
        )
    for field in cookie.unknown:
        yield Node(f"field {field.number}", str(_shown(field)), note="A field that is not documented.")
    for field in cookie.unknown_metadata:
        yield Node(f"metadata field {field.number}", str(_shown(field)), note="A field that is not documented.")


def _shown(field: Field) -> int | str:
    return field.value if isinstance(field.value, int) else field.value.hex()


def _write_usual(cookie: IdentityCookie) -> bytes:
    """The message of a cookie without surprises, which the emulator writes for every new visitor: no sorting."""
    metadata = _write_named(cookie, _METADATA_FIELDS)
    ecid = cookie.ecid.encode()
    start = write_tag(1, TEXT) + write_varint(len(ecid)) + ecid
    if metadata:
        start += write_tag(_METADATA, TEXT) + write_varint(len(metadata)) + metadata
    return start + _write_named(cookie, _LATER_FIELDS)


def _write_named(cookie: IdentityCookie, names: dict[int, str]) -> bytes:
    written = b""
    for number, name in names.items():
        value = getattr(cookie, name)
        if isinstance(value, str):
            written += write_tag(number, TEXT) + write_varint(len(value.encode())) + value.encode()
        elif value is not None:
            written += write_tag(number, VARINT) + write_varint(int(value))
    return written


def _known(cookie: IdentityCookie, names: dict[int, str]) -> list[Field]:
    fields = []
    for number, name in names.items():
        value = getattr(cookie, name)
        if value is not None:
            is_text = isinstance(value, str)
            fields.append(Field(number, TEXT if is_text else VARINT, value.encode() if is_text else int(value)))
    return fields


def _ordered(fields: list[Field], order: tuple[int, ...]) -> list[Field]:
    """The fields ascending or, where an order is told, in that one; fields it does not name come last."""
    if not order:
        return sorted(fields, key=lambda field: field.number)
    waiting = list(fields)
    ordered = []
    for number in order:
        found = next((field for field in waiting if field.number == number), None)
        if found:
            waiting.remove(found)
            ordered.append(found)
    return ordered + sorted(waiting, key=lambda field: field.number)


def _order(fields: list[Field], remarkable: list[Field]) -> tuple[int, ...]:
    numbers = tuple(field.number for field in fields)
    return numbers if remarkable or list(numbers) != sorted(numbers) else ()


def _values(fields: list[Field], names: dict[int, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        name = names.get(field.number)
        if name is None:
            continue
        if name in values:
            raise ValueError(f"Its field {name} is there twice.")
        if field.wire_type != (TEXT if name in _TEXTS else VARINT):
            raise ValueError(f"Its field {name} (number {field.number}) is of wire type {field.wire_type}.")
        values[name] = field.value if isinstance(field.value, int) else _text(name, field.value)
    return values


def _metadata(fields: list[Field]) -> list[Field]:
    found = [field for field in fields if field.number == _METADATA]
    if len(found) > 1:
        raise ValueError("Its metadata is there twice.")
    if not found:
        return []
    value = found[0].value
    if isinstance(value, int) or found[0].wire_type != TEXT:
        raise ValueError("Its metadata (number 10) is no message.")
    try:
        return read_fields(value)
    except ValueError as error:
        raise ValueError(f"Its metadata is no message: {error}") from error


def _check_ecid(values: dict[str, Any], fields: list[Field]) -> None:
    ecid = values.get("ecid")
    if ecid is None:
        raise ValueError("It is a message, but there is no ECID in it.")
    if is_ecid(ecid):
        return
    if not (ecid.isascii() and ecid.isdigit()):
        raise ValueError(f"Its ECID is not made of 38 digits: {ecid!r}.")
    said = f"Its ECID has {len(ecid)} digits where 38 belong"
    if len(ecid) < 38 and any(field.number not in {*_IDENTITY_FIELDS, _METADATA} for field in fields):
        said += ", and what follows it makes no sense: the length written before the ECID is wrong"
    raise ValueError(said + ".")


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"Its field {name} is no text: {value.hex()}.") from error
