"""IAB TCF consent strings: the purposes and vendors a visitor consented to."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, Tone
from edge_tui.model.text import counted
from edge_tui.values.instants import instant, since
from edge_tui.values.reading import Reading

KIND = "tc-string"
# Version 2 makes the first letter a C; dates from 2019 on make the second one O or later. The maximum
# length fits a core segment with the largest vendor list.
MARK = re.compile(r"C[O-Z][A-Za-z0-9_-]{34,24000}(?:\.[A-Za-z0-9_-]{1,24000})*")

ADOBE_VENDOR = 565
PURPOSES = {
    1: "store and access information on a device",
    2: "select basic advertising",
    3: "build a profile for advertising",
    4: "use a profile for advertising",
    5: "build a profile for content",
    6: "use a profile for content",
    7: "measure advertising",
    8: "measure content",
    9: "understand audiences",
    10: "develop and improve services",
    11: "use limited data to select content",
}

_TITLE = "IAB TCF string"
_NOTE = (
    "The visitor's choices in a consent banner. The gateway needs consent for purpose 1 and for Adobe (vendor 565); if "
    "either is missing, events are ignored (EXEG-0301-200). With gdprApplies false the string is not used."
)
_PROVENANCE = "IAB Tech Lab, Consent string and vendor list formats v2; Alloy, IAB integration tests"
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
# The first bit and the width of each field of the core segment.
_VERSION, _CREATED, _UPDATED = (0, 6), (6, 36), (42, 36)
_CMP_ID, _CMP_VERSION, _LANGUAGE = (78, 12), (90, 12), ((108, 6), (114, 6))
_VENDOR_LIST, _POLICY = (120, 12), (132, 6)
_PURPOSES_CONSENT, _MAX_VENDOR, _IS_RANGE, _VENDORS = (152, 24), (213, 16), (229, 1), 230
# Version 2 strings can't be older than version 2 itself; in tenths of a second.
_FIRST_DECISECONDS = 15_500_000_000


@dataclass(frozen=True, slots=True)
class TcString:
    """The core segment. Times are milliseconds since the epoch; `adobe`: vendor 565 has consent."""

    version: int
    created_ms: int
    updated_ms: int
    cmp_id: int
    cmp_version: int
    language: str
    vendor_list_version: int
    policy_version: int
    purposes: tuple[int, ...]
    vendor_count: int
    adobe: bool

    @property
    def general(self) -> str:
        """`in` with consent for purpose 1 and Adobe, otherwise `out` (Alloy's IAB tests)."""
        return "in" if 1 in self.purposes and self.adobe else "out"


def decode(text: str) -> TcString:
    """Decodes the core segment; raises `ValueError` with one sentence for anything but version 2."""
    core = text.strip().split(".", 1)[0]
    if not _BASE64URL.fullmatch(core):
        raise ValueError("The IAB consent string isn't base64url.")
    bits = _Bits(core)
    if (version := bits.number(*_VERSION)) != 2:
        raise ValueError(f"The IAB consent string has version {version}, not 2.")
    purposes = bits.number(*_PURPOSES_CONSENT)
    vendors = list(_vendors(bits))
    return TcString(
        version,
        bits.number(*_CREATED) * 100,
        bits.number(*_UPDATED) * 100,
        bits.number(*_CMP_ID),
        bits.number(*_CMP_VERSION),
        "".join(chr(ord("A") + bits.number(*letter)) for letter in _LANGUAGE),
        bits.number(*_VENDOR_LIST),
        bits.number(*_POLICY),
        tuple(number for number in range(1, 25) if purposes >> (24 - number) & 1),
        _count(vendors),
        any(first <= ADOBE_VENDOR <= last for first, last in vendors),
    )


def read(text: str, now: datetime) -> Reading | None:
    """A TC string; None for text that may be something else."""
    if not MARK.fullmatch(text.strip()):
        return None
    try:
        found = decode(text)
    except ValueError as error:
        # Text with several segments is a TC string; without, it may be anything.
        return _damaged(text, str(error)) if "." in text else None
    is_plausible = found.language.isalpha() and found.language.isascii()
    if not is_plausible or not _FIRST_DECISECONDS * 100 <= found.created_ms <= found.updated_ms:
        return None
    return Reading(KIND, _TITLE, _summary(found), _fields(found), tuple(_parts(found, now)), _NOTE, _PROVENANCE)


def _damaged(text: str, problem: str) -> Reading:
    core = text.strip().split(".", 1)[0]
    return Reading(KIND, _TITLE, "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem, _bytes(core))


def _summary(found: TcString) -> str:
    purposes, vendors = counted(len(found.purposes), "purpose"), counted(found.vendor_count, "vendor")
    return f"{found.general} for Adobe · {purposes} · {vendors}"


def _fields(found: TcString) -> dict[str, JsonValue]:
    return {
        "version": found.version,
        "created": instant(found.created_ms),
        "lastUpdated": instant(found.updated_ms),
        "cmpId": found.cmp_id,
        "cmpVersion": found.cmp_version,
        "consentLanguage": found.language,
        "vendorListVersion": found.vendor_list_version,
        "policyVersion": found.policy_version,
        "purposesConsent": list(found.purposes),
        "vendorConsents": found.vendor_count,
        "adobeVendorConsent": found.adobe,
    }


def _parts(found: TcString, now: datetime) -> Iterator[Node]:
    yield Node(
        "for Adobe",
        f"{found.general} · purpose 1 {'consented' if 1 in found.purposes else 'missing'}, "
        f"vendor {ADOBE_VENDOR} {'consented' if found.adobe else 'missing'}",
        Tone.GOOD if found.general == "in" else Tone.WARNING,
    )
    yield Node("version", str(found.version))
    yield Node("created", f"{instant(found.created_ms)} · {since(found.created_ms, now)}")
    yield Node("last updated", f"{instant(found.updated_ms)} · {since(found.updated_ms, now)}")
    yield Node("consent platform", f"CMP {found.cmp_id}, version {found.cmp_version}")
    yield Node("language", found.language)
    yield Node("vendor list", f"version {found.vendor_list_version}, policy {found.policy_version}")
    for number in found.purposes:
        yield Node(f"purpose {number}", PURPOSES.get(number, "not documented"))
    yield Node("vendors", f"{found.vendor_count} with consent, Adobe {'among' if found.adobe else 'not among'} them")


class _Bits:
    """The bits of a segment, numbered from the start."""

    def __init__(self, text: str) -> None:
        data = _bytes(text)
        self._value = int.from_bytes(data)
        self._length = len(data) * 8

    def number(self, start: int, width: int) -> int:
        """`width` bits as a number; raises `ValueError` past the end of the segment."""
        if start + width > self._length:
            raise ValueError("The IAB consent string is truncated.")
        return self._value >> (self._length - start - width) & (1 << width) - 1


def _bytes(text: str) -> bytes:
    whole = text if len(text) % 4 != 1 else text[:-1]
    return urlsafe_b64decode(whole + "=" * (-len(whole) % 4))


def _vendors(bits: _Bits) -> Iterator[tuple[int, int]]:
    """The vendors with consent, as ranges of first and last ID."""
    max_vendor = bits.number(*_MAX_VENDOR)
    if not bits.number(*_IS_RANGE):
        field = f"{bits.number(_VENDORS, max_vendor):0{max_vendor}b}"
        yield from ((number, number) for number, bit in enumerate(field, 1) if bit == "1")
        return
    offset = _VENDORS + 12
    for _ in range(bits.number(_VENDORS, 12)):
        is_range = bits.number(offset, 1)
        first = bits.number(offset + 1, 16)
        yield first, bits.number(offset + 17, 16) if is_range else first
        offset += 33 if is_range else 17


def _count(ranges: list[tuple[int, int]]) -> int:
    """The number of distinct IDs in the ranges."""
    counted, reached = 0, 0
    for first, last in sorted(ranges):
        counted += max(last - max(first, reached + 1) + 1, 0)
        reached = max(reached, last)
    return counted
