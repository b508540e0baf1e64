"""The bytes of a body as text: UTF-8, as JSON must be, or whatever else they turn out to be."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from edge_tui.model.errors import SetupError

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ARCHIVES = ((b"\x1f\x8b", "a gzip file"), (b"PK\x03\x04", "a ZIP archive"))
_SAMPLE_BYTES = 8
_UNPACKED = ("gzip", "x-gzip", "deflate")


@dataclass(frozen=True, slots=True)
class OddEncoding:
    """An unusual encoding of a body: a short label, where it shows, and a sentence."""

    label: str
    place: str
    sentence: str


_MARKED = OddEncoding(
    "byte order mark", "at the start", "It starts with a byte order mark, which some JSON parsers reject."
)


def decode_utf8(content: bytes, errors: str = "strict") -> str:
    """UTF-8 as text, without a byte order mark; raises `UnicodeDecodeError`, whose places count the mark.

    `utf-8-sig` does the same, is another module to load, and counts from behind the mark.
    """
    return content.decode("utf-8", errors).removeprefix("\ufeff")


def decode_copied(content: bytes) -> tuple[str, str]:
    """A text that somebody brings, and a sentence if its encoding had to be guessed.

    Raises `SetupError` for an archive.
    """
    for mark, name in _ARCHIVES:
        if content.startswith(mark):
            raise SetupError(f"It is {name}, not text.", "Unpack it and pass the file inside.")
    text, odd = decoded(content)
    is_guess = odd is not None and odd.place.startswith("byte ")
    if odd is None or not is_guess:
        return text.removeprefix("\ufeff"), ""
    return text, f"It isn't UTF-8, since {odd.place}: read as Latin-1. If letters are wrong, save it as UTF-8."


def codings_of(content_encodings: Iterable[str]) -> tuple[str, ...]:
    """The codings in `content-encoding` headers, in lower case, without `identity` (RFC 9110, 8.4)."""
    named = [name.strip().lower() for line in content_encodings for name in line.split(",")]
    return tuple(name for name in named if name not in ("", "identity"))


def is_kept_packed(codings: tuple[str, ...]) -> bool:
    """Whether a body is stored still compressed: it has several codings, or one that can't be decoded here."""
    return len(codings) > 1 or any(coding not in _UNPACKED for coding in codings)


def decode_body(body: bytes) -> str:
    """A body as text: UTF-8, UTF-16 or UTF-32, otherwise Latin-1, so that every byte stays visible."""
    return decoded(body)[0]


def odd_encoding(body: bytes) -> OddEncoding | None:
    """What is unusual about the encoding of a body; None for plain UTF-8."""
    return decoded(body)[1]


def decoded(body: bytes) -> tuple[str, OddEncoding | None]:
    """Both at once: decoding a large body takes as long as a key may wait."""
    codec = next((codec for mark, codec in _MARKS if body.startswith(mark)), None) or _unmarked(body)
    if codec:
        with contextlib.suppress(UnicodeDecodeError):
            name = codec[:6].upper()
            return body.decode(codec), OddEncoding("not UTF-8", name, f"It is {name}; JSON must be UTF-8.")
    try:
        return decode_utf8(body), _MARKED if body.startswith(b"\xef\xbb\xbf") else None
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} is {body[error.start]:#04x}"
    sentence = f"JSON must be UTF-8, but {place}: it is shown as Latin-1, byte by byte."
    return body.decode("latin-1"), OddEncoding("not UTF-8", place, sentence)


def _unmarked(body: bytes) -> str | None:
    """The codec of UTF-16 without a byte order mark: every other byte at the start is zero."""
    head = body[:_SAMPLE_BYTES]
    if len(head) < _SAMPLE_BYTES:
        return None
    even, odd = head[0::2], head[1::2]
    if not any(even) and all(odd):
        return "utf-16-be"
    return "utf-16-le" if all(even) and not any(odd) else None
