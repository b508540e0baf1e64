"""The ECID and how client SDKs generate one."""

import re
from uuid import UUID

_ECID = re.compile(r"[0-9]{38}")


def is_ecid(text: str) -> bool:
    """Whether a text is an ECID: exactly 38 decimal digits."""
    return _ECID.fullmatch(text) is not None


def short_ecid(ecid: str) -> str:
    """An ECID for a narrow line: its first eight and last four digits."""
    return f"{ecid[:8]}…{ecid[-4:]}" if is_ecid(ecid) else ecid


def new_ecid(uuid: UUID) -> str:
    """The ECID that the mobile SDKs derive from a random UUID.

    Its two signed 64-bit halves, without their signs, each padded to 19 digits
    (Adobe's aepsdk-edgeidentity-ios, Sources/ECID.swift).
    """
    halves = uuid.bytes[:8], uuid.bytes[8:]
    return "".join(f"{abs(int.from_bytes(half, signed=True)):019d}" for half in halves)
