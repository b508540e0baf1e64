"""Who the gateway took an exchange for: what was sent, what decided, what was returned, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from edge_tui.identification.returned import HandleItems, Returned, returned_identity
from edge_tui.identification.sent import Carrier, SentIdentity, SentState, sent_identities, sent_state
from edge_tui.model.certainty import Certainty
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, parse
from edge_tui.model.response import InteractResponse

# Sources of a returned identity cookie (values/identity_cookie.py).
_RANDOM, _THIRD_PARTY, _FIRST_PARTY = range(3)


class Continuity(StrEnum):
    """An exchange's ECID compared with that of the visitor's exchange before it."""

    SAME = "same"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided who the visitor is. `winner` is None for an identity that the request doesn't show."""

    sentence: str
    certainty: Certainty
    winner: SentIdentity | None = None


@dataclass(frozen=True, slots=True)
class Identification:
    """Who the gateway took an exchange for.

    `ecid` is the returned one, else the sent one that decides; empty when there is neither.
    `organizations` are those of the identity entries and cookies that were sent, `state` everything
    that was sent of the visitor's state.
    """

    sent: tuple[SentIdentity, ...]
    state: tuple[SentState, ...]
    returned: Returned
    reason: Reason
    ecid: str
    previous_ecid: str = ""

    @property
    def winner(self) -> SentIdentity | None:
        """The sent identity that decided."""
        return self.reason.winner

    @property
    def continuity(self) -> Continuity:
        """Whether the visitor is the one of the exchange before."""
        if not self.ecid or not self.previous_ecid:
            return Continuity.UNKNOWN
        return Continuity.SAME if self.ecid == self.previous_ecid else Continuity.CHANGED

    @property
    def organizations(self) -> tuple[str, ...]:
        """The organizations of the identity entries and cookies that were sent."""
        return tuple(dict.fromkeys(each.organization for each in self.sent if each.organization))

    def is_foreign(self, identity: SentIdentity) -> bool:
        """Whether an identity is an entry or a cookie of another organization than the returned state's."""
        returned = self.returned.organizations
        return bool(identity.organization and returned and identity.organization not in returned)

    @property
    def replaced(self) -> SentIdentity | None:
        """The sent ECID that the gateway would have used, when it returned one that wasn't sent."""
        if self.winner and self.winner.id == self.returned.ecid:
            return None
        usable = next((each for each in self.sent if each.is_known_ecid and not self.is_foreign(each)), None)
        return usable if usable and self.returned.ecid not in ("", usable.id) else None


def identify(
    exchange: Exchange, handles: Sequence[HandleItems] | None = None, body: JsonValue = None
) -> Identification:
    """Reads who the gateway took an exchange for.

    `handles` are those of the response, parsed or not; None to take the parsed ones. `body` is the request's, if it
    has been parsed before.
    """
    read = parse(exchange.request.body) if body is None else body
    state = sent_state(exchange, read)
    sent = sent_identities(read, state)
    returned = returned_identity(exchange, handles)
    reason = _reason(exchange, sent, returned)
    winner = reason.winner
    ecid = returned.ecid or (winner.id if winner and winner.is_known_ecid else "")
    return Identification(sent, state, returned, reason, ecid, exchange.previous_ecid)


def ecid_of(exchange: Exchange) -> str:
    """The ECID of an exchange's visitor: returned, or sent and not contradicted; empty when it isn't known.

    What isn't a response of the gateway, such as a proxy's page, says nothing about who it took the exchange for.
    """
    response = exchange.response
    read = response.parsed() if response else None
    if isinstance(read, InteractResponse):
        return identify(exchange).ecid if read.is_of_the_gateway else ""
    return "" if response and response.body.strip() else identify(exchange).ecid


def _reason(exchange: Exchange, sent: tuple[SentIdentity, ...], returned: Returned) -> Reason:
    if exchange.response is None:
        return Reason("No visitor was identified: no response arrived.", Certainty.CERTAIN)
    if exchange.response.status >= 300:
        return Reason("The gateway didn't accept the request, so no visitor was identified.", Certainty.CERTAIN)
    if returned.ecid:
        return _reason_for_returned(exchange, sent, returned)
    return _reason_by_rule(exchange, sent, returned)


def _reason_for_returned(exchange: Exchange, sent: tuple[SentIdentity, ...], returned: Returned) -> Reason:
    """The reason for a returned ECID: what matches it, else what its cookie says, else what is left."""
    match = next((each for each in sent if each.namespace == "ECID" and each.id == returned.ecid), None)
    if match:
        place = "in identityMap" if match.carrier is Carrier.MAP else f"of {match.words}"
        return Reason(f"The gateway returned the ECID {place}.", Certainty.CERTAIN, match)
    fpids = [each for each in sent if each.namespace == "FPID"]
    fpid = fpids[0] if fpids else None
    if returned.source == _FIRST_PARTY:
        from_request = "" if fpid else ", which the request doesn't show"
        words = f"The returned identity cookie says that the ECID was derived from an FPID{from_request}."
        return Reason(words, Certainty.LIKELY if len(fpids) > 1 else Certainty.CERTAIN, fpid)
    if returned.source == _THIRD_PARTY:
        return Reason(
            "The returned identity cookie says that the ECID comes from the third-party (demdex) ID.",
            Certainty.CERTAIN,
        )
    if returned.source == _RANDOM:
        words = "The returned identity cookie says that the gateway generated a new ECID."
        return Reason(words, Certainty.CERTAIN)
    return _reason_for_unexplained(exchange, sent, returned, fpid)


def _reason_for_unexplained(
    exchange: Exchange, sent: tuple[SentIdentity, ...], returned: Returned, fpid: SentIdentity | None
) -> Reason:
    usable = [each for each in sent if each.is_known_ecid and _is_own(each, returned)]
    if usable:
        return Reason(f"The response doesn't say why the gateway didn't use {usable[0].words}.", Certainty.POSSIBLE)
    if fpid:
        words = f"No ECID of the datastream's organization was sent, so {fpid.words} decides."
        return Reason(words, Certainty.LIKELY, fpid)
    if foreign := next((each for each in sent if not _is_own(each, returned)), None):
        words = f"{foreign.subject} belongs to {foreign.organization}, so the gateway didn't use it."
        return Reason(words, Certainty.LIKELY)
    if unread := next((each for each in sent if each.problem), None):
        words = f"{unread.subject} may be the reason: {unread.problem}."
        return Reason(words, Certainty.POSSIBLE, unread)
    if exchange.origin is not None:
        words = "The recording shows no identity. A browser may have sent cookies that were left out of it."
        return Reason(words, Certainty.POSSIBLE)
    return Reason("No ECID or FPID was sent, so the gateway generated a new ECID.", Certainty.LIKELY)


def _reason_by_rule(exchange: Exchange, sent: tuple[SentIdentity, ...], returned: Returned) -> Reason:
    """The reason when no ECID was returned: the order of Adobe's visitor-identification guide."""
    usable = next((each for each in sent if each.is_known_ecid and _is_own(each, returned)), None)
    if usable:
        words = f"No ECID was returned. By Adobe's order {usable.words} decides."
        return Reason(words, Certainty.LIKELY, usable)
    fpid = next((each for each in sent if each.namespace == "FPID"), None)
    if fpid:
        return Reason(
            f"No ECID was returned. Without an ECID in the request, {fpid.words} decides.", Certainty.LIKELY, fpid
        )
    if unread := next((each for each in sent if each.namespace == "ECID" and each.problem), None):
        words = f"No ECID was returned, and {unread.words} doesn't show one: {unread.problem}."
        return Reason(words, Certainty.POSSIBLE, unread)
    if named := _named(sent):
        words = f"No ECID was sent or returned. The event names its visitor by {named.words}."
        return Reason(words, Certainty.LIKELY, named)
    if exchange.origin is not None:
        return Reason("The recording shows no identity, neither sent nor returned.", Certainty.POSSIBLE)
    return Reason("No identity was sent, and no ECID was returned.", Certainty.CERTAIN)


def _named(sent: tuple[SentIdentity, ...]) -> SentIdentity | None:
    """The primary identity of an event, else its first one."""
    others = [each for each in sent if each.namespace not in ("ECID", "FPID")]
    return next((each for each in others if each.is_primary), others[0] if others else None)


def _is_own(identity: SentIdentity, returned: Returned) -> bool:
    """Whether an identity isn't known to belong to another organization than the datastream's."""
    organizations = returned.organizations
    if identity.carrier is Carrier.MAP or not organizations:
        return True
    return identity.organization in organizations
