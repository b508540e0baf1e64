"""What is suspicious about the consent in a request."""

import re
from collections.abc import Iterator

from edge_tui.model.document import JsonValue, at
from edge_tui.problems.likely_cause import LikelyCause, Sent

_VERSIONS = {"Adobe": ("1.0", "2.0"), "IAB TCF": ("2.0",)}
_INDEX = re.compile(r"\bindex (\d{1,3})\b")


def missing(sent: Sent) -> Iterator[LikelyCause]:
    """Where the request says that the visitor does not agree; where it does not, the datastream may."""
    found = False
    entries = at(sent.body, "/meta/state/entries")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        value = at(entry, "/value")
        if str(at(entry, "/key")).endswith("_consent") and isinstance(value, str) and "out" in value:
            found = True
            yield LikelyCause("The visitor's state says general=out.", f"/meta/state/entries/{index}/value")
    for place, event in sent.events():
        if at(event, "/xdm/consentStrings"):
            found = True
            yield LikelyCause("The event brings a consent string of its own.", place + "/xdm/consentStrings")
    if not found:
        yield LikelyCause(
            "Nothing in the request says no: what the datastream, or the visitor's profile, has as consent counts.",
            profile_field="datastream_id",
        )


def malformed(sent: Sent) -> Iterator[LikelyCause]:
    """Consents whose standard, version or value cannot be; the one that the problem counts comes first."""
    consents = at(sent.body, "/consent")
    if not isinstance(consents, list):
        return
    counted = [int(index) for index in _INDEX.findall(sent.told)]
    for index in sorted(range(len(consents)), key=lambda each: each not in counted):
        yield from _malformed(consents[index], f"/consent/{index}")


def advertising(sent: Sent) -> Iterator[LikelyCause]:
    """The choice on advertising that an earlier one outweighs."""
    consents = at(sent.body, "/consent")
    for index in range(len(consents) if isinstance(consents, list) else 0):
        for choice in ("adID", "general"):
            place = f"/consent/{index}/value/{choice}"
            if at(sent.body, place) is not None:
                yield LikelyCause("An earlier opt-out of advertising outweighs this choice.", place)


def _malformed(consent: JsonValue, place: str) -> Iterator[LikelyCause]:
    standard, version = at(consent, "/standard"), at(consent, "/version")
    if not isinstance(standard, str) or standard not in _VERSIONS:
        yield LikelyCause(f"The standard is {' or '.join(_VERSIONS)}.", f"{place}/standard" if standard else place)
    elif version not in _VERSIONS[standard]:
        said = " or ".join(_VERSIONS[standard])
        yield LikelyCause(f"The version of {standard} is {said}.", f"{place}/version" if version else place)
    elif not at(consent, "/value"):
        is_there = at(consent, "/value") is not None
        yield LikelyCause(
            "The value is empty." if is_there else "The value is missing.", f"{place}/value" if is_there else place
        )
