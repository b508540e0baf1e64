"""A visitor's state as a browser stored it, from cookies or requests."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edge_tui.formats import Imported
from edge_tui.formats import read as read_requests
from edge_tui.model.client_state import LocationHint, StateEntry, entry_of, short_key
from edge_tui.model.cookies import apply_cookies, read_cookies
from edge_tui.model.identity import is_ecid
from edge_tui.model.response import InteractResponse
from edge_tui.model.visitor import Identity, Visitor

# The gateway's lifetime for each entry, which a browser's cookie text doesn't include (Adobe's web SDK,
# cookies; the client-state-management guide).
_MAX_AGE_SECONDS = {"identity": 34_128_000, "cluster": 1_800, "consent": 15_552_000, "consent_check": 7_200}
_HINT_SECONDS = 1_800

_STATE = re.compile(r"kndctr_(?P<org>.+)_AdobeOrg_(?P<key>\w+)")
_MCMID = re.compile(r"MCMID\|(\d{38})")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_CLUSTER = re.compile(r"\w{1,20}")


@dataclass(frozen=True, slots=True)
class Found:
    """The visitor with the state found; the names of the parts kept and left out."""

    visitor: Visitor
    kept: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def words(self) -> str:
        """The result in a sentence."""
        if not self.kept:
            return "No Edge Network cookies found."
        others = f"; other cookies ignored ({len(self.left_out)})" if self.left_out else ""
        return f"Found {', '.join(map(short_key, self.kept))}{others}."


def import_cookies(text: str, visitor: Visitor, now: datetime) -> Found:
    """The visitor with the state in a text: `document.cookie`, a `Cookie:` header, HAR, curl or any request.

    The text doesn't include expiry dates: lifetimes start now.
    """
    requests = read_requests(text).requests
    return read_requested(requests, visitor, now) if requests else import_without_requests(text, visitor, now)


def import_without_requests(text: str, visitor: Visitor, now: datetime) -> Found:
    """As `import_cookies`, for a text that was read and has no request."""
    return _with_entries(Found(visitor), [StateEntry(name, value) for name, value in read_cookies(text)], now)


def read_requested(requests: Iterable[Imported], visitor: Visitor, now: datetime) -> Found:
    """The visitor with the state from requests and their responses, applied in order."""
    found = Found(visitor)
    for request in requests:
        moment = request.sent_at or now
        found = _with_entries(found, request.entries, moment)
        found = _with_hint(found, request.profile.org_id, request.profile.hint, moment)
        org_id, response = request.profile.org_id or _only_org(found.visitor), request.response
        parsed = response.parsed() if response else None
        if response is None or not isinstance(parsed, InteractResponse) or not org_id:
            continue
        before = found.visitor.state(org_id)
        after = before.apply_response(parsed, moment)
        after = apply_cookies(after, response.headers, _host(request.profile.url), moment)
        names = tuple(entry.key for entry in after.entries if entry not in before.entries)
        found = Found(found.visitor.with_state(org_id, after), _joined(found.kept, names), found.left_out)
    return found


def _with_entries(found: Found, entries: Iterable[StateEntry], now: datetime) -> Found:
    visitor, kept, left_out = found.visitor, list(found.kept), list(found.left_out)
    identities_found: list[Identity] = []
    for entry in entries:
        match = _STATE.fullmatch(entry.key)
        if match is not None:
            org_id = f"{match['org']}@AdobeOrg"
            given = entry_of(entry.key, entry.value, _MAX_AGE_SECONDS.get(match["key"]), now)
            visitor = visitor.with_state(org_id, visitor.state(org_id).with_entry(given))
            kept.append(entry.key)
            if match["key"] == "cluster" and _CLUSTER.fullmatch(entry.value):
                visitor = _hinted(visitor, org_id, entry.value, now)
        elif identity := _identity_in(entry):
            identities_found.append(identity)
        else:
            left_out.append(entry.key)
    if any(state.value_of("identity") for state in visitor.states.values()):
        # The gateway's identity cookie takes precedence over older libraries' ECID.
        identities_found = [identity for identity in identities_found if identity.namespace != "ECID"]
    identities = {each.namespace: each for each in (*visitor.identities, *identities_found)}
    visitor = replace(visitor, identities=tuple(identities.values()))
    return Found(visitor, _joined(kept, [each.namespace for each in identities_found]), _joined(left_out))


def _identity_in(entry: StateEntry) -> Identity | None:
    """The visitor's identity in a cookie of the site."""
    if entry.key == "FPID" and _UUID4.fullmatch(entry.value):
        return Identity("FPID", entry.value)
    ecid = _MCMID.search(entry.value) if entry.key.startswith(("AMCV_", "s_ecid")) else None
    return Identity("ECID", ecid[1]) if ecid and is_ecid(ecid[1]) else None


def _with_hint(found: Found, org_id: str, hint: str, now: datetime) -> Found:
    org_id = org_id or _only_org(found.visitor)
    if not hint or not org_id:
        return found
    return Found(_hinted(found.visitor, org_id, hint, now), _joined(found.kept, (f"hint {hint}",)), found.left_out)


def _hinted(visitor: Visitor, org_id: str, hint: str, now: datetime) -> Visitor:
    kept = LocationHint(hint.lower(), now + timedelta(seconds=_HINT_SECONDS))
    return visitor.with_state(org_id, replace(visitor.state(org_id), hint=kept))


def _only_org(visitor: Visitor) -> str:
    return next(iter(visitor.states)) if len(visitor.states) == 1 else ""


def _joined(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0].lower()
