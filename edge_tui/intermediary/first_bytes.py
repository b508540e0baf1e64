"""What a client speaks, by the first bytes that it sends."""

import re
from enum import StrEnum

_TLS_HANDSHAKE = 0x16
_HTTP = re.compile(rb"[A-Z]{3,16} (?:/|\*|https?://)")
_SHOWN = 24


class Speech(StrEnum):
    """A protocol, as far as its first bytes tell."""

    TLS = "TLS"
    HTTP = "HTTP"
    NOTHING = "nothing"
    OTHER = "other"


def speech_of(first: bytes) -> Speech:
    """What a client speaks that sent these bytes first; nothing when it closed the connection instead."""
    if not first:
        return Speech.NOTHING
    # A record of the handshake, of SSL 3.0 or later (RFC 8446, 5.1).
    if first[0] == _TLS_HANDSHAKE and first[1:2] in (b"", b"\x03"):
        return Speech.TLS
    return Speech.HTTP if _HTTP.match(first) else Speech.OTHER


def shown(first: bytes) -> str:
    """The beginning of some bytes, for people: as text where it's printable ASCII, otherwise as hex digits."""
    start = first[:_SHOWN]
    line = start.split(b"\r\n")[0].split(b"\n")[0]
    if len(line) > 2 and all(0x20 <= byte < 0x7F for byte in line):
        return repr(line.decode("ascii"))
    return start[:8].hex(" ")
