"""An identity cookie that was cut off: what its beginning still says, and what is missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge_tui.values.encoded_text import unpack
from edge_tui.values.protobuf import TEXT, EndOfData, Field, read_fields, read_start, read_valid

_ECID, _ECID_DIGITS, _METADATA = 1, 38, 10
# A percent-encoded character that was cut in two, and what marks an abbreviated text.
_CUT_ENCODING = re.compile(r"%[0-9A-Fa-f]?$")
# What every cookie of the gateway has, in the order of its fields.
_USUAL = {
    "created_at_ms": "creation time",
    "device_type": "device type",
    "region": "region",
    "write_time_ms": "last write time",
}


@dataclass(frozen=True, slots=True)
class IdentityStart:
    """The fields that are complete, by name, and a sentence on where the cookie ends and what is missing.

    `ecid_start` are the first digits of an ECID that isn't complete.
    """

    values: Mapping[str, Any]
    ecid_start: str
    problem: str


def read_identity_start(text: str, names: Mapping[int, str], metadata_names: Mapping[int, str]) -> IdentityStart | None:
    """The beginning of a cookie's value; None if the value is damaged in another way.

    `names` and `metadata_names` name the fields by their numbers.
    """
    try:
        fields, last = read_start(_bytes_of_start(text))
        is_within_metadata = last is not None and last.number == _METADATA and last.wire_type == TEXT
        inner = _metadata(fields, last if is_within_metadata else None)
        values = _named(fields, names) | _named(inner, metadata_names)
    except ValueError:
        return None
    if not fields:
        digits = last.value.decode("latin-1") if last and isinstance(last.value, bytes) else ""
        if last is None or last.number != _ECID or not re.fullmatch("[0-9]{4,37}", digits):
            return None
        return IdentityStart(
            {},
            digits,
            f"It is cut off within the ECID: {len(digits)} of {_ECID_DIGITS} digits are there, and nothing after them.",
        )
    missing = [words for name, words in _USUAL.items() if name not in values]
    if not re.fullmatch(f"[0-9]{{{_ECID_DIGITS}}}", str(values.get("ecid", ""))):
        return None
    words = f"{', '.join(missing[:-1])} and {missing[-1]}" if len(missing) > 1 else "".join(missing) or "a last field"
    where = "within its metadata" if is_within_metadata else "after the ECID" if len(fields) == 1 else "near the end"
    return IdentityStart(values, "", f"It is cut off {where}: the ECID is complete; missing: {words}.")


def read_before_damage(text: str) -> IdentityStart | None:
    """The ECID of a value whose later bytes aren't a message, as Adobe's own client reads it; None without one."""
    try:
        fields, problem = read_valid(unpack(text))
    except ValueError:
        return None
    first = fields[0] if fields and problem else Field(0, TEXT, b"")
    ecid = first.value.decode("latin-1") if first.number == _ECID and isinstance(first.value, bytes) else ""
    if not re.fullmatch(f"[0-9]{{{_ECID_DIGITS}}}", ecid):
        return None
    return IdentityStart({"ecid": ecid}, "", f"It is damaged after the ECID, which is complete. {problem}")


def _bytes_of_start(text: str) -> bytes:
    """The bytes of base64 that may end anywhere."""
    plain = _CUT_ENCODING.sub("", text.strip())
    try:
        return unpack(plain)
    except ValueError:
        return unpack(plain[:-1])


def _metadata(fields: list[Field], last: Field | None) -> list[Field]:
    if last is not None and isinstance(last.value, bytes):
        return read_start(last.value)[0]
    whole = next((field.value for field in fields if field.number == _METADATA), b"")
    try:
        return read_fields(whole) if isinstance(whole, bytes) else []
    except EndOfData:
        return []


def _named(fields: list[Field], names: Mapping[int, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        if name := names.get(field.number):
            is_text = isinstance(field.value, bytes)
            values[name] = field.value.decode("utf-8", "replace") if isinstance(field.value, bytes) else field.value
            if is_text is not (name in ("ecid", "region")):
                raise ValueError(f"Its field {name} has another type.")
    if "is_new" in values:
        values["is_new"] = bool(values["is_new"])
    return values
