"""The identity cookie, `kndctr_<org>_identity`: who the visitor is, and since when."""

from dataclasses import dataclass
from typing import Any

from edge_tui.model.identity import is_ecid
from edge_tui.values.encoded_text import pack, unpack
from edge_tui.values.protobuf import TEXT, VARINT, Field, read_fields, write_fields

DEVICE_TYPES = {0: "unknown", 1: "browser", 2: "mobile"}
SOURCES = {0: "RANDOM", 1: "THIRD_PARTY_ID", 2: "FIRST_PARTY_ID", 3: "RECEIVED_IN_REQUEST"}

_METADATA = 10
_IDENTITY_FIELDS = {1: "ecid", 20: "last_sync_ms", 21: "sync_hash", 22: "id_sync_container_id", 30: "write_time_ms"}
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
