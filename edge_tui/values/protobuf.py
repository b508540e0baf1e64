"""Protocol Buffers messages as lists of fields: strict decoding, byte-exact encoding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

VARINT, FIXED64, TEXT, FIXED32 = 0, 1, 2, 5

_WIDTH = {FIXED64: 8, FIXED32: 4}
_BITS = 64


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a signed integer for a varint, raw bytes for any other wire type."""

    number: int
    wire_type: int
    value: int | bytes


class EndOfData(ValueError):  # noqa: N818 (it ends the data, and isn't always an error)
    """The message ends within a field. `field` is what there is of it, if that is a text."""

    def __init__(self, message: str, field: Field | None = None) -> None:
        super().__init__(message)
        self.field = field


def read_fields(data: bytes) -> list[Field]:
    """The fields of a message, in order.

    Raises `ValueError` with one sentence at the first invalid byte. Overlong integers are
    rejected, so that `write_fields` reproduces the same bytes.
    """
    return list(_fields(data))


def read_start(data: bytes) -> tuple[list[Field], Field | None]:
    """The fields of a message that was cut off, and the incomplete last one as far as it goes.

    Raises `ValueError` when the message isn't cut off but damaged.
    """
    fields: list[Field] = []
    try:
        fields.extend(_fields(data))
    except EndOfData as end:
        return fields, end.field
    return fields, None


def read_valid(data: bytes) -> tuple[list[Field], str]:
    """The fields before the first invalid byte, and a sentence about it; an empty one for a message that is whole."""
    fields: list[Field] = []
    try:
        fields.extend(_fields(data))
    except ValueError as error:
        return fields, str(error)
    return fields, ""


def _fields(data: bytes) -> Iterator[Field]:
    offset = 0
    while offset < len(data):
        tag, offset = _read_varint(data, offset)
        number, wire_type = tag >> 3, tag & 7
        if number == 0 or tag >> 32:
            raise ValueError(f"Byte {offset} cannot start a field.")
        if wire_type == VARINT:
            value, offset = _read_varint(data, offset)
            yield Field(number, wire_type, value - (1 << _BITS) if value >> (_BITS - 1) else value)
            continue
        if wire_type == TEXT:
            length, offset = _read_varint(data, offset)
        elif wire_type in _WIDTH:
            length = _WIDTH[wire_type]
        else:
            raise ValueError(f"Field {number} has wire type {wire_type}, which is not supported.")
        if offset + length > len(data):
            raise EndOfData(
                f"Field {number} says it has {length} bytes, but only {len(data) - offset} follow.",
                Field(number, wire_type, data[offset:]),
            )
        yield Field(number, wire_type, data[offset : offset + length])
        offset += length


def write_fields(fields: Iterable[Field]) -> bytes:
    """A message of these fields, in their order."""
    written = bytearray()
    for field in fields:
        written += write_tag(field.number, field.wire_type)
        if isinstance(field.value, int):
            written += write_varint(field.value)
        else:
            written += write_varint(len(field.value)) if field.wire_type == TEXT else b""
            written += field.value
    return bytes(written)


def _read_varint(data: bytes, offset: int) -> tuple[int, int]:
    value = shift = 0
    for position in range(offset, len(data)):
        byte = data[position]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if value >> _BITS or (byte == 0 and shift):
                raise ValueError(f"The number at byte {offset + 1} isn't a valid 64-bit number.")
            return value, position + 1
        shift += 7
        if shift >= _BITS + 7:
            raise ValueError(f"The number that starts at byte {offset + 1} does not end.")
    raise EndOfData(f"The number that starts at byte {offset + 1} does not end.")


@lru_cache(maxsize=256)
def write_tag(number: int, wire_type: int) -> bytes:
    """The tag before a field's value."""
    return write_varint(number << 3 | wire_type)


@lru_cache(maxsize=1024)
def write_varint(value: int) -> bytes:
    """A signed 64-bit integer as a varint."""
    value %= 1 << _BITS
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
