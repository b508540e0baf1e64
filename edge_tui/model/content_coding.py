"""Decompresses response bodies in bounded steps, so that no body can block the deadline or fill the memory.

httpx decompresses each network chunk in a single step: a few hundred bytes, compressed twice, may
become a gigabyte. Here each step yields at most `_STEP_BYTES`, and between two steps the caller
checks the time and the size, and lets other tasks run.
"""

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from edge_tui.model.encoding import codings_of, is_kept_packed

# Sent as `accept-encoding`: the codings supported below.
ACCEPTED = "gzip, deflate"

_GZIP_START = b"\x1f\x8b"
# The output of one step: about a millisecond's work.
_STEP_BYTES = 256 * 1024
# The input of one step: zlib copies what it leaves over each time.
_PACKED_STEP_BYTES = 16 * 1024


class TooLargeError(Exception):
    """A body is larger than its limit, compressed or decompressed."""


class DamagedError(Exception):
    """A body can't be decompressed; the message says why, without quoting it."""


def coding_of(content_encodings: Iterable[str]) -> str:
    """The coding to decompress a body from, in lower case: `gzip`, `deflate`, or empty for none.

    Also empty for an unknown coding, and for several: such a body stays compressed.
    """
    codings = codings_of(content_encodings)
    if not codings or is_kept_packed(codings):
        return ""
    return codings[0].removeprefix("x-")


class Body:
    """Decompresses a body from its chunks, up to a limit of bytes."""

    def __init__(self, coding: str, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._fed = 0
        # Not a list of chunks: tiny chunks would take many times their size.
        self._unpacked = BytesIO()
        self._stream = _Gzip() if coding == "gzip" else _Deflate() if coding == "deflate" else None

    @property
    def size(self) -> int:
        """The number of bytes decompressed so far."""
        return self._unpacked.tell()

    def feed(self, piece: bytes) -> Iterator[None]:
        """Decompresses one more chunk of any length; yields after each bounded step.

        Raises `TooLargeError` above the limit, `DamagedError` for invalid data.
        """
        self._fed += len(piece)
        # Compressed data that expands to nothing can be endless, too.
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
        """The complete body, after the last chunk; raises `DamagedError` if the data ends too early."""
        if self._stream is not None and self._fed:
            self._stream.finish()
        return self._unpacked.getvalue()


class _Deflate:
    """One zlib stream, or one raw deflate stream, which some servers also call `deflate`.

    Data after the end of the stream is ignored, as in browsers.
    """

    _name = "deflate"

    def __init__(self) -> None:
        self._first_bytes = b""
        self._inflater: zlib._Decompress | None = None

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """Decompresses more data, in bounded pieces."""
        if self._inflater is None:
            self._first_bytes += packed
            if len(self._first_bytes) < 2:
                return
            packed = self._first_bytes
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS if _is_zlib(packed) else -zlib.MAX_WBITS)
        yield from _inflated(self._inflater, packed, self._name)

    def finish(self) -> None:
        """Raises `DamagedError` if the stream is incomplete."""
        if self._inflater is None or not self._inflater.eof:
            raise DamagedError(f"its {self._name} data ends too early")


class _Gzip:
    """The members of a gzip file in order (RFC 1952); data after the last one is ignored."""

    _name = "gzip"

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._between = b""
        self._is_over = False

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """Decompresses more data, in bounded pieces."""
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
        """Raises `DamagedError` if the last member is incomplete."""
        if not self._inflater.eof:
            raise DamagedError(f"its {self._name} data ends too early")


def _is_zlib(begun: bytes) -> bool:
    """Whether a stream begins with the two bytes of zlib (RFC 1950, 2.2).

    A raw deflate stream with these bytes would start with a stored block whose padding isn't zero.
    """
    return begun[0] & 0x0F == 8 and begun[0] >> 4 <= 7 and int.from_bytes(begun[:2], "big") % 31 == 0


def _inflated(inflater: "zlib._Decompress", packed: bytes, name: str) -> Iterator[bytes]:
    try:
        while True:
            unpacked = inflater.decompress(packed, _STEP_BYTES)
            yield unpacked
            packed = inflater.unconsumed_tail
            # Without more input there may still be buffered output.
            if inflater.eof or (not packed and len(unpacked) < _STEP_BYTES):
                return
    except zlib.error:
        raise DamagedError(f"it isn't valid {name} data, or was damaged in transit") from None
