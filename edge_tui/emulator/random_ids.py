"""Random IDs, from random bytes that are fetched for many of them at once."""

import os
from uuid import UUID

_BLOCK_BYTES = 4096
# A version 4 UUID: the bits that RFC 9562 sets, and those it leaves to chance.
_FIXED = (0x4 << 76) | (0x8 << 60)
_RANDOM = ~((0xF << 76) | (0xC << 60))


class RandomIds:
    """As unpredictable as `uuid4` and `secrets`, with a fraction of their calls to the system."""

    def __init__(self) -> None:
        self._block = b""
        self._used = 0

    def uuid(self) -> UUID:
        """A UUID of version 4."""
        return UUID(int=int.from_bytes(self._take(16), "big") & _RANDOM | _FIXED)

    def uuid_text(self) -> str:
        """A UUID of version 4 as text."""
        digits = self._take(16).hex()
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def hex_digits(self) -> str:
        """16 hex digits."""
        return self._take(8).hex()

    def _take(self, count: int) -> bytes:
        start, self._used = self._used, self._used + count
        if self._used > len(self._block):
            self._block = os.urandom(_BLOCK_BYTES)
            start, self._used = 0, count
        return self._block[start : self._used]
