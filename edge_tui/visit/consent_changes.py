"""Which consent was in force when, as far as a visit shows it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.cookies import read_cookies
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.request import Action
from edge_tui.model.visit import Call, Visit

IN, OUT, PENDING = "in", "out", "pending"
_ADOBE_2 = {"y": IN, "n": OUT, "p": PENDING}


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """A consent and when it came into force; `at` is None for what was in force from the start.

    `page` is the number of a later page that starts with it, 0 for what counts for the whole visit.
    """

    consent: str
    at: datetime | None = None
    page: int = 0


def consent_changes(default: str, calls: Iterable[Call]) -> tuple[ConsentChange, ...]:
    """The default, what the visitor's cookie says, and each consent that was sent and not refused, in order.

    `default` is the SDK's `defaultConsent`, empty when it isn't known.
    """
    found = [ConsentChange(default)] if default in (IN, OUT, PENDING) else []
    for call in calls:
        consent, cookie = _said(call)
        if cookie and (not found or found[-1].consent != cookie):
            found.append(ConsentChange(cookie, None if len(found) < 2 and not _has_moment(found) else call.at))
        if consent:
            found.append(ConsentChange(consent, call.at))
    return tuple(found)


def consent_at(changes: Sequence[ConsentChange], moment: datetime) -> str:
    """The consent in force at a moment, as the last of the changes until then has it; empty when it isn't known."""
    return consent_in_force(changes)(moment)


def consent_in_force(changes: Sequence[ConsentChange]) -> Callable[[datetime], str]:
    """`consent_at` for many moments: a site may ask for consent as often as it calls."""
    # A change counts at some moment only if each that is listed after it comes later.
    counting: list[tuple[float, str]] = []
    for change in reversed(changes):
        moment = _moment(change)
        if not counting or moment < counting[-1][0]:
            counting.append((moment, change.consent))
    counting.reverse()
    moments = [moment for moment, _ in counting]

    def at_moment(moment: datetime) -> str:
        place = bisect_right(moments, moment.timestamp())
        return counting[place - 1][1] if place else ""

    return at_moment


def sent_consent(call: Call) -> str:
    """The consent that a call sets; empty when it sets none, or was refused."""
    if call.action is not Action.SET_CONSENT or (call.status is not None and not 200 <= call.status < 300):
        return ""
    listed = at(call.body, "/consent")
    values = [at(each, "/value") for each in (listed if isinstance(listed, list) else [])]
    return next((word for value in values if (word := _word(value))), "")


def _said(call: Call) -> tuple[str, str]:
    """The consent that a call sets, or the one that its cookie says; read once."""
    known = call.memo.get("consent")
    if not isinstance(known, tuple):
        consent = sent_consent(call)
        known = call.memo["consent"] = consent, "" if consent else _in_cookies(call)
    return known


def _word(value: JsonValue) -> str:
    """Adobe's standards 1.0 (`general`) and 2.0 (`collect`) of the consent API."""
    general, collected = at(value, "/general"), at(value, "/collect/val")
    if general in (IN, OUT, PENDING):
        return str(general)
    return _ADOBE_2.get(collected, "") if isinstance(collected, str) else ""


def _in_cookies(call: Call) -> str:
    for name, value in call.exchange.request.headers:
        if name.lower() == "cookie":
            for key, text in read_cookies(value):
                if key.startswith("kndctr_") and key.endswith("_consent") and text.startswith("general="):
                    word = text.removeprefix("general=")
                    return word if word in (IN, OUT, PENDING) else ""
    return ""


def _has_moment(changes: list[ConsentChange]) -> bool:
    return any(change.at is not None for change in changes)


def consent_of(visit: Visit, calls: Iterable[Call] | None = None) -> tuple[ConsentChange, ...]:
    """The consent of a visit, or of some calls of it: the default of its first SDK, then each change."""
    default = next((str(sdk.setting("defaultConsent") or "") for sdk in visit.recording.sdks), "")
    return consent_changes(default, visit.calls if calls is None else calls)


def consent_by_page(visit: Visit) -> tuple[ConsentChange, ...]:
    """As `consent_of`, with the pages whose SDK has another default than the pages before.

    A default counts until the visitor's own consent is known, as it does for the SDK.
    """
    changes = consent_of(visit)
    first, own = changes[:1], changes[1:]
    if not first or any(change.at is None for change in own):
        return changes
    pages = {page.number: page.loaded_at for page in visit.pages}
    earliest = min((change.at for change in own if change.at is not None), default=None)
    found: list[ConsentChange] = []
    for sdk in sorted(visit.recording.sdks, key=lambda sdk: sdk.page):
        default, loaded_at = sdk.setting("defaultConsent"), pages.get(sdk.page)
        is_known = loaded_at is None or (earliest is not None and earliest <= loaded_at)
        if default in (IN, OUT, PENDING) and not is_known and default != (found or [*first])[-1].consent:
            found.append(ConsentChange(str(default), loaded_at, sdk.page))
    return (*first, *sorted((*found, *own), key=_moment))


def _moment(change: ConsentChange) -> float:
    return change.at.timestamp() if change.at is not None else float("-inf")
