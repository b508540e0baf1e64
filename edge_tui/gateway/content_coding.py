"""Response bodies unpacked in bounded steps, so that no body can hold up the deadline or fill the memory.

httpx would unpack whatever one piece of the network expands to in a single step: a few hundred
bytes packed twice become a gigabyte. Here each step yields at most `_STEP_BYTES`, and the caller
looks at the clock, the keys and the size between two steps.
"""

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from edge_tui.model.encoding import codings_of, is_kept_packed

# Sent as `accept-encoding`: what can be unpacked below.
ACCEPTED = "gzip, deflate"

_GZIP_START = b"\x1f\x8b"
# How much is unpacked in one step: about a millisecond's work.
_STEP_BYTES = 256 * 1024
# How much packed input one step looks at: what zlib leaves over is copied each time.
_PACKED_STEP_BYTES = 16 * 1024


class TooLargeError(Exception):
    """A body is larger than the limit that was set for it, packed or unpacked."""


class DamagedError(Exception):
    """A body cannot be unpacked; the message says why, in our own words."""


def coding_of(content_encodings: Iterable[str]) -> str:
    """The one coding that a body is unpacked from, in lower case: `gzip`, `deflate`, or empty for none.

    Empty too for a coding that is not known here and for several at once: such a body is kept as
    its bytes are.
    """
    codings = codings_of(content_encodings)
    if not codings or is_kept_packed(codings):
        return ""
    return codings[0].removeprefix("x-")


class Body:
    """A body that is fed its packed pieces and collects the unpacked one, up to a limit of bytes."""

    def __init__(self, coding: str, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._fed = 0
        # A BytesIO: a list of the pieces would cost many times their size where they are tiny.
        self._unpacked = BytesIO()
        self._stream = _Gzip() if coding == "gzip" else _Deflate() if coding == "deflate" else None

    @property
    def size(self) -> int:
        """The bytes that are unpacked so far."""
        return self._unpacked.tell()

    def feed(self, piece: bytes) -> Iterator[None]:
        """Takes one more piece of any length, pausing after each bounded step.

        Raises `TooLargeError` for what goes beyond the limit, `DamagedError` for what cannot be unpacked.
        """
        self._fed += len(piece)
        # Packed data that expands to nothing is endless as well.
        if self._fed > self._limit:
            raise TooLargeError
        if self._stream is None:
            self._unpacked.write(piece)
            return
        view = memoryview(piece)
        for start in range(0, len(view), _PACKED_STEP_BYTES):
            for unpacked in self._stream.unpack(bytes(view[start : start + _PACKED_STEP_BYTES])):
                if self.size + len(unpacked) > self._limit:
                    raise TooLargeError
                self._unpacked.write(unpacked)
                yield

    def finish(self) -> bytes:
        """The whole body, once everything has been fed; raises `DamagedError` where it ends too early."""
        if self._stream is not None and self._fed:
            self._stream.finish()
        return self._unpacked.getvalue()


class _Deflate:
    """One zlib stream, or one bare deflate stream, which some servers call `deflate` as well.

    What follows the end of the stream is ignored, as browsers do.
    """

    _name = "deflate"

    def __init__(self) -> None:
        self._begun = b""
        self._inflater: zlib._Decompress | None = None

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """The bytes that some more of the stream becomes, in bounded pieces."""
        if self._inflater is None:
            self._begun += packed
            if len(self._begun) < 2:
                return
            packed = self._begun
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS if _is_zlib(packed) else -zlib.MAX_WBITS)
        yield from _inflated(self._inflater, packed, self._name)

    def finish(self) -> None:
        """Raises `DamagedError` where the stream is not over."""
        if self._inflater is None or not self._inflater.eof:
            raise DamagedError(f"its {self._name} data ends too early")


class _Gzip:
    """The members of a gzip file, one after the other (RFC 1952); what follows the last one is ignored."""

    _name = "gzip"

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._between = b""
        self._is_over = False

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """The bytes that some more of the members become, in bounded pieces."""
        while packed and not self._is_over:
            if self._inflater.eof:
                packed = self._between + packed
                self._between = b""
                if len(packed) < len(_GZIP_START):
                    self._between = packed
                    return
                if not packed.startswith(_GZIP_START):
                    self._is_over = True
                    return
                self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield from _inflated(self._inflater, packed, self._name)
            packed = self._inflater.unused_data
            yield b""

    def finish(self) -> None:
        """Raises `DamagedError` where the last member is not over."""
        if not self._inflater.eof:
            raise DamagedError(f"its {self._name} data ends too early")


def _is_zlib(begun: bytes) -> bool:
    """Whether a stream begins with the two bytes of zlib (RFC 1950, 2.2).

    A bare deflate stream would have to begin with a stored block whose padding is not zero.
    """
    return begun[0] & 0x0F == 8 and begun[0] >> 4 <= 7 and int.from_bytes(begun[:2], "big") % 31 == 0


def _inflated(inflater: "zlib._Decompress", packed: bytes, name: str) -> Iterator[bytes]:
    try:
        while True:
            unpacked = inflater.decompress(packed, _STEP_BYTES)
            yield unpacked
            packed = inflater.unconsumed_tail
            # With nothing left to take in there may still be something left to give out.
            if inflater.eof or (not packed and len(unpacked) < _STEP_BYTES):
                return
    except zlib.error:
        raise DamagedError(f"it is not {name} data, or was damaged on the way") from None
