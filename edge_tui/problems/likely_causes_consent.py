"""Likely causes of consent errors."""

import re
from collections.abc import Iterator

from edge_tui.model.certainty import Certainty
from edge_tui.model.cookies import read_cookies
from edge_tui.model.json.document import JsonValue, at
from edge_tui.problems.likely_cause import LikelyCause, Sent
from edge_tui.values import consent_cookie

_VERSIONS = {"Adobe": ("1.0", "2.0"), "IAB TCF": ("2.0",)}
# Pending and out differ: pending waits for a choice, out is one (Alloy, Consent component).
_WORDS = {"out": "out", "pending": "pending: there is no choice yet"}
_INDEX = re.compile(r"\bindex (\d{1,3})\b")


def missing(sent: Sent) -> Iterator[LikelyCause]:
    """Consents in the request that aren't in; if there are none, the datastream's default consent."""
    found = [*_entries(sent), *_cookies(sent)]
    found += [
        LikelyCause(
            "The event contains its own consent string.",
            place + "/xdm/consentStrings",
            certainty=Certainty.POSSIBLE,
        )
        for place, event in sent.events()
        if at(event, "/xdm/consentStrings")
    ]
    yield from found
    if not found:
        yield LikelyCause(
            "The request has no opt-out, so it comes from the datastream's default consent or the visitor's profile.",
            profile_field="datastream_id",
            certainty=Certainty.POSSIBLE,
        )


def _entries(sent: Sent) -> Iterator[LikelyCause]:
    entries = at(sent.body, "/meta/state/entries")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        value = at(entry, "/value")
        if str(at(entry, "/key")).endswith("_consent") and isinstance(value, str) and (choice := _general(value)):
            words = f"The visitor's consent cookie says general={_WORDS[choice]}."
            yield LikelyCause(words, f"/meta/state/entries/{index}/value", certainty=Certainty.CERTAIN)


def _cookies(sent: Sent) -> Iterator[LikelyCause]:
    for name, value in read_cookies(sent.header("cookie") or ""):
        if name.endswith("_consent") and (choice := _general(value)):
            words = f"The visitor's consent cookie says general={_WORDS[choice]}."
            yield LikelyCause(words, header="cookie", certainty=Certainty.CERTAIN)


def _general(value: str) -> str:
    """The general consent if events aren't collected with it: `out` or `pending`; otherwise empty."""
    try:
        choice = consent_cookie.decode(value).get("general", "")
    except ValueError:
        return ""
    return choice if choice in ("out", "pending") else ""


def malformed(sent: Sent) -> Iterator[LikelyCause]:
    """Consents with an invalid standard, version or value; the index named in the problem comes first."""
    consents = at(sent.body, "/consent")
    if not isinstance(consents, list):
        return
    named = [int(index) for index in _INDEX.findall(sent.problem_text)]
    for index in sorted(range(len(consents)), key=lambda each: each not in named):
        yield from _malformed(consents[index], f"/consent/{index}")


def advertising(sent: Sent) -> Iterator[LikelyCause]:
    """Advertising choices that an earlier opt-out overrides."""
    consents = at(sent.body, "/consent")
    for index in range(len(consents) if isinstance(consents, list) else 0):
        for choice in ("adID", "general"):
            place = f"/consent/{index}/value/{choice}"
            if at(sent.body, place) is not None:
                yield LikelyCause("An earlier opt-out of advertising overrides this choice.", place)


def _malformed(consent: JsonValue, place: str) -> Iterator[LikelyCause]:
    standard, version = at(consent, "/standard"), at(consent, "/version")
    if not isinstance(standard, str) or standard not in _VERSIONS:
        words = f"The standard must be {' or '.join(_VERSIONS)}."
        yield LikelyCause(words, f"{place}/standard" if standard else place, certainty=Certainty.CERTAIN)
    elif version not in _VERSIONS[standard]:
        allowed = " or ".join(_VERSIONS[standard])
        words = f"The version of {standard} must be {allowed}."
        yield LikelyCause(words, f"{place}/version" if version else place, certainty=Certainty.CERTAIN)
    elif not at(consent, "/value"):
        is_there = at(consent, "/value") is not None
        yield LikelyCause(
            "The value is empty." if is_there else "The value is missing.",
            f"{place}/value" if is_there else place,
            certainty=Certainty.CERTAIN,
        )
