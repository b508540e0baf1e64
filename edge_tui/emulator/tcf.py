"""IAB TCF 2.0 strings, read as far as the gateway cares: purposes one and ten, and Adobe as a vendor."""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass

ADOBE_VENDOR = 565

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
# Bit offsets in the core segment (IAB Tech Lab, Consent string and vendor list formats v2).
_PURPOSES_CONSENT = 152
_MAX_VENDOR = 213
_IS_RANGE = 229
_VENDORS = 230


@dataclass(frozen=True, slots=True)
class TcString:
    """What a string consents to: purpose numbers, and whether Adobe is among the vendors."""

    purposes: frozenset[int]
    adobe: bool

    @property
    def general(self) -> str:
        """`in` with purpose one and Adobe as a vendor, else `out`; purpose ten does not matter (Alloy's IAB tests)."""
        return "in" if 1 in self.purposes and self.adobe else "out"


def read_tc_string(text: str) -> TcString:
    """Reads the core segment; raises `ValueError` with a sentence for anything but version 2."""
    core = text.split(".", 1)[0]
    if not _BASE64URL.fullmatch(core):
        raise ValueError("The IAB consent string is not base64url.")
    bits = _Bits(core)
    if bits.number(0, 6) != 2:
        raise ValueError(f"The IAB consent string is of version {bits.number(0, 6)}, not 2.")
    purposes = frozenset(number for number in range(1, 25) if bits.number(_PURPOSES_CONSENT + number - 1, 1))
    return TcString(purposes, _has_vendor(bits, ADOBE_VENDOR))


class _Bits:
    def __init__(self, text: str) -> None:
        text = text if len(text) % 4 != 1 else text[:-1]
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        self._value = int.from_bytes(data)
        self._length = len(data) * 8

    def number(self, start: int, width: int) -> int:
        if start + width > self._length:
            raise ValueError("The IAB consent string ends too early.")
        return self._value >> (self._length - start - width) & (1 << width) - 1


def _has_vendor(bits: _Bits, vendor: int) -> bool:
    if not bits.number(_IS_RANGE, 1):
        return vendor <= bits.number(_MAX_VENDOR, 16) and bits.number(_VENDORS + vendor - 1, 1) == 1
    place = _VENDORS + 12
    for _ in range(bits.number(_VENDORS, 12)):
        is_range = bits.number(place, 1)
        first = bits.number(place + 1, 16)
        last = bits.number(place + 17, 16) if is_range else first
        if first <= vendor <= last:
            return True
        place += 33 if is_range else 17
    return False
