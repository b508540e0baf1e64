"""The identity cookie, `kndctr_<org>_identity`: the ECID and its metadata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.values.encoded_text import bytes_of, pack, unpack
from edge_tui.values.instants import instant, since
from edge_tui.values.protobuf import TEXT, VARINT, Field, read_fields, write_fields, write_tag, write_varint
from edge_tui.values.reading import Reading

if TYPE_CHECKING:
    from edge_tui.values.identity_start import IdentityStart

KIND = "identity-cookie"
# Every cookie starts with the ECID field: tag 0A, then its length, which may be wrong in a damaged cookie.
MARK = re.compile(r"Ci[Q-Za-f][A-Za-z0-9+/_%-]{40,}=*")

DEVICE_TYPES = {0: "unknown", 1: "browser", 2: "mobile"}
SOURCES = {0: "RANDOM", 1: "THIRD_PARTY_ID", 2: "FIRST_PARTY_ID", 3: "RECEIVED_IN_REQUEST"}

_TITLE = "identity cookie"
_PROVENANCE = "Alloy, packages/core/src/utils/createDecodeKndctrCookie.js, which quotes the gateway's proto"
_NOTE = (
    "Identifies the visitor. The client stores it and returns it unchanged; without it the gateway generates a new "
    "ECID for the next event."
)
_SOURCE_WORDS = {
    0: "new ECID, no known identifier was sent",
    1: "from the third-party (demdex) ID",
    2: "derived from the first-party device ID (FPID)",
    3: "received in the request's identityMap",
}

_METADATA = 10
# The tag of the ECID field in base64.
_FIRST_BYTE = "Ci"
_IDENTITY_FIELDS = {1: "ecid", 20: "last_sync_ms", 21: "sync_hash", 22: "id_sync_container_id", 30: "write_time_ms"}
_METADATA_FIELDS = {1: "created_at_ms", 2: "is_new", 3: "device_type", 5: "region", 6: "source"}
_TEXTS = {"ecid", "region"}


@dataclass(frozen=True, slots=True)
class IdentityCookie:
    """The fields of the cookie; a field that is absent is None, not its protobuf default.

    Times are milliseconds since the epoch. `last_sync_ms` is the last ID sync, set in a
    third-party context only; `write_time_ms` is when the gateway last set the cookie, at most
    once in 24 hours. `device_type` and `source` are named in `DEVICE_TYPES` and `SOURCES`.
    Unknown fields are kept, and so is an order of fields that isn't ascending, so that `encode`
    reproduces what `decode` read. (The proto is quoted in Alloy,
    packages/core/src/utils/createDecodeKndctrCookie.js.)
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
    """Decodes a cookie's value, percent-encoded or not, with or without padding.

    Raises `ValueError` with one sentence about the first thing that is wrong.
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
    """An identity cookie; a reading with a problem if it looks like one."""
    reading = read_cookie(text, now)
    looks_like_one = MARK.fullmatch(text.strip()) or {"ecid", "ecidStart"} & set(reading.fields)
    return reading if looks_like_one else None


def read_cookie(text: str, now: datetime) -> Reading:
    """Reads a text that is known to be an identity cookie; a damaged one gives a reading with a problem."""
    try:
        cookie = decode(text)
    except ValueError as error:
        problem = str(error)
        data = bytes_of(text)
        if text.strip().startswith(_FIRST_BYTE) and (start := _start_of(text)) is not None:
            return _reading_of_start(start, "cut off", data, now)
        if (start := _before_damage(text)) is not None:
            return _reading_of_start(start, "damaged", data, now)
        return Reading(KIND, _TITLE, "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem, data)
    return Reading(
        KIND, _TITLE, f"ECID {cookie.ecid}", dict(_fields(cookie)), tuple(_parts(cookie, now)), _NOTE, _PROVENANCE
    )


def _start_of(text: str) -> "IdentityStart | None":
    # Most cookies are complete.
    from edge_tui.values.identity_start import read_identity_start

    return read_identity_start(text, _IDENTITY_FIELDS, _METADATA_FIELDS)


def ecid_before_damage(text: str) -> str:
    """The ECID of a value that isn't a whole cookie; empty if it can't be read."""
    start = _start_of(text) or _before_damage(text)
    return str(start.values.get("ecid", "")) if start else ""


def _before_damage(text: str) -> "IdentityStart | None":
    from edge_tui.values.identity_start import read_before_damage

    return read_before_damage(text)


def _reading_of_start(start: "IdentityStart", state: str, data: bytes, now: datetime) -> Reading:
    """A cookie that isn't whole, with the fields that are complete."""
    fields: dict[str, JsonValue] = {"problem": start.problem}
    if not start.values:
        fields["ecidStart"] = start.ecid_start
        parts = [Node("ECID", f"{start.ecid_start}…")]
    else:
        cookie = IdentityCookie(**start.values)
        is_known = cookie.is_new is not None
        fields |= {name: value for name, value in _fields(cookie) if is_known or name != "isNew"}
        parts = [part for part in _parts(cookie, now) if is_known or part.label != "is new"]
    summary = f"ECID {parts[0].value} · {state}"
    return Reading(KIND, _TITLE, summary, fields, tuple(parts), _NOTE, _PROVENANCE, start.problem, data)


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
    yield Node("ECID", cookie.ecid, note="Experience Cloud ID: identifies this visitor across Adobe products.")
    if cookie.created_at_ms is not None:
        where = f" in {cookie.region}" if cookie.region else ""
        yield Node("created", f"{instant(cookie.created_at_ms)}{where} · {since(cookie.created_at_ms, now)}")
    elif cookie.region is not None:
        yield Node("region", cookie.region)
    if cookie.source is not None:
        words = _SOURCE_WORDS.get(cookie.source, "not documented")
        name = SOURCES.get(cookie.source, f"source {cookie.source}")
        yield Node("source", f"{name}: {words}")
    yield Node("is new", "yes: a new ECID" if cookie.is_new else "no")
    if cookie.device_type is not None:
        yield Node("device", f"{cookie.device_type} {DEVICE_TYPES.get(cookie.device_type, 'not documented')}")
    if cookie.last_sync_ms is not None:
        yield Node("last ID sync", f"{instant(cookie.last_sync_ms)} · {since(cookie.last_sync_ms, now)}")
    if cookie.sync_hash is not None:
        yield Node("ID sync hash", str(cookie.sync_hash))
    if cookie.id_sync_container_id is not None:
        yield Node("ID sync container", str(cookie.id_sync_container_id))
    if cookie.write_time_ms is not None:
        yield Node(
            "last write",
            f"{instant(cookie.write_time_ms)} · {since(cookie.write_time_ms, now)}",
            note="When the gateway last set this cookie, at most once in 24 hours.",
        )
    for field in cookie.unknown:
        yield Node(f"field {field.number}", str(_shown(field)), note="An undocumented field.")
    for field in cookie.unknown_metadata:
        yield Node(f"metadata field {field.number}", str(_shown(field)), note="An undocumented field.")


def _shown(field: Field) -> int | str:
    return field.value if isinstance(field.value, int) else field.value.hex()


def _write_usual(cookie: IdentityCookie) -> bytes:
    """Encodes a cookie without unknown fields or a custom order: the fast path for the emulator."""
    metadata = _write_named(cookie, _TAGGED_METADATA)
    ecid = cookie.ecid.encode()
    start = write_tag(1, TEXT) + write_varint(len(ecid)) + ecid
    if metadata:
        start += write_tag(_METADATA, TEXT) + write_varint(len(metadata)) + metadata
    return start + _write_named(cookie, _TAGGED_LATER)


def _write_named(cookie: IdentityCookie, fields: tuple[tuple[str, bytes], ...]) -> bytes:
    written = b""
    for name, tag in fields:
        value = getattr(cookie, name)
        if value is None:
            continue
        if name in _TEXTS:
            text = value.encode()
            written += tag + write_varint(len(text)) + text
        else:
            written += tag + write_varint(int(value))
    return written


def _tagged(names: dict[int, str]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, write_tag(number, TEXT if name in _TEXTS else VARINT)) for number, name in names.items())


_TAGGED_METADATA = _tagged(_METADATA_FIELDS)
_TAGGED_LATER = _tagged({number: name for number, name in _IDENTITY_FIELDS.items() if number > _METADATA})


def _known(cookie: IdentityCookie, names: dict[int, str]) -> list[Field]:
    fields = []
    for number, name in names.items():
        value = getattr(cookie, name)
        if value is not None:
            is_text = isinstance(value, str)
            fields.append(Field(number, TEXT if is_text else VARINT, value.encode() if is_text else int(value)))
    return fields


def _ordered(fields: list[Field], order: tuple[int, ...]) -> list[Field]:
    """The fields in `order`, or ascending without one; fields that `order` lacks come last."""
    if not order:
        return sorted(fields, key=lambda field: field.number)
    remaining = list(fields)
    ordered = []
    for number in order:
        found = next((field for field in remaining if field.number == number), None)
        if found:
            remaining.remove(found)
            ordered.append(found)
    return ordered + sorted(remaining, key=lambda field: field.number)


def _order(fields: list[Field], force: list[Field]) -> tuple[int, ...]:
    numbers = tuple(field.number for field in fields)
    return numbers if force or list(numbers) != sorted(numbers) else ()


def _values(fields: list[Field], names: dict[int, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        name = names.get(field.number)
        if name is None:
            continue
        if name in values:
            raise ValueError(f"Its field {name} is duplicated.")
        if field.wire_type != (TEXT if name in _TEXTS else VARINT):
            raise ValueError(f"Its field {name} (number {field.number}) has wire type {field.wire_type}.")
        values[name] = field.value if isinstance(field.value, int) else _text(name, field.value)
    return values


def _metadata(fields: list[Field]) -> list[Field]:
    found = [field for field in fields if field.number == _METADATA]
    if len(found) > 1:
        raise ValueError("Its metadata is duplicated.")
    if not found:
        return []
    value = found[0].value
    if isinstance(value, int) or found[0].wire_type != TEXT:
        raise ValueError("Its metadata (number 10) isn't a message.")
    try:
        return read_fields(value)
    except ValueError as error:
        raise ValueError(f"Its metadata isn't a message: {error}") from error


def _check_ecid(values: dict[str, Any], fields: list[Field]) -> None:
    ecid = values.get("ecid")
    if ecid is None:
        raise ValueError("It is a message, but contains no ECID.")
    if is_ecid(ecid):
        return
    if not (ecid.isascii() and ecid.isdigit()):
        raise ValueError(f"Its ECID isn't 38 digits: {ecid!r}.")
    problem = f"Its ECID has {len(ecid)} digits instead of 38"
    if len(ecid) < 38 and any(field.number not in {*_IDENTITY_FIELDS, _METADATA} for field in fields):
        problem += ", and the bytes after it are invalid: the length before the ECID is wrong"
    raise ValueError(problem + ".")


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"Its field {name} isn't text: {value.hex()}.") from error
