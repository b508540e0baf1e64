"""A visitor who became another one during the visit."""

from collections.abc import Iterator, Sequence

from edge_tui.identification import Carrier
from edge_tui.model.finding import Severity
from edge_tui.model.text import shortened
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.consent_changes import OUT, sent_consent
from edge_tui.visit.continuity import client_of, ecid_of_call, identification_of, may_be_several
from edge_tui.visit.subjects import keys, named

_LOST = "The identity cookie was not sent, or was lost: look at the cookies of the second call."
_LOST_OR_ANOTHER = (
    "Either the identity cookie was lost, or this is another browser: to a proxy, two of one User-Agent on one machine "
    "look alike. Record one at a time, or in the browser itself, to tell."
)
_UNUSED = "The gateway didn't use the identity that was sent: open the call, which says what is known of it."
_CHOSEN = "Right for another visitor, or for one who came with an ID from another domain; else remove the ECID there."
_DERIVED = (
    "An FPID counts only without an identity cookie: right on another device, else look why the cookie is missing."
)
_DECLINED = "Right if the site deletes its cookies then."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Another ECID than the client's call before it had in the same datastream, or than the call itself sent.

    Of browsers behind a proxy that look alike, one that brings an ECID along is another one, and so is one while the
    ECID before is still used.
    """
    last: dict[tuple[str, str], tuple[str, Call]] = {}
    declined: dict[str, Call] = {}
    latest = {(client_of(call), call.datastream, ecid_of_call(call)): place for place, call in enumerate(visit.calls)}
    for number, call in enumerate(visit.calls):
        client = client_of(call)
        if sent_consent(call) == OUT:
            declined[client] = call
        ecid = ecid_of_call(call)
        if not ecid:
            continue
        place = client, call.datastream
        before, replaced = last.get(place), identification_of(call).replaced
        if before is not None and before[0] != ecid:
            is_other = may_be_several(call) and (latest[*place, before[0]] > number or _brings_along(call, ecid))
            if not is_other:
                yield _changed(before[0], (call, before[1]), declined.pop(client, None))
        elif replaced is not None:
            message = f"The ECID {shortened(replaced.id)} was sent with {named(call)}, but {shortened(ecid)} came back."
            yield VisitFinding("changed-ecid", Severity.ERROR, message, _UNUSED, keys((call,)), call.page_number)
        last[place] = ecid, call


def _brings_along(call: Call, ecid: str) -> bool:
    """Whether the client already had an ECID when it made a call, in its own state."""
    return any(
        each.namespace == "ECID" and each.id == ecid and each.organization for each in identification_of(call).sent
    )


def _changed(old: str, calls: Sequence[Call], declined: Call | None) -> VisitFinding:
    call = calls[0]
    severity, clause, fix = _cause(call, declined)
    message = f"The ECID changed from {shortened(old)} to {shortened(ecid_of_call(call))} with {named(call)}{clause}."
    return VisitFinding("changed-ecid", severity, message, fix, keys(calls), call.page_number)


def _cause(call: Call, declined: Call | None) -> tuple[Severity, str, str]:
    """How grave the change is, why it was made, and what to do: what the page itself asked for may be right."""
    found = identification_of(call)
    winner = found.winner
    if winner is not None and winner.carrier is Carrier.MAP and winner.namespace == "ECID":
        return Severity.INFO, ", which names it in identityMap", _CHOSEN
    if winner is not None and winner.namespace == "FPID":
        return Severity.WARNING, ", whose FPID decided", _DERIVED
    if declined is not None and not found.organizations:
        return Severity.INFO, ", after the visitor had declined", _DECLINED
    is_sent = any(each.organization and each.id for each in found.sent)
    if may_be_several(call) and not is_sent:
        return Severity.WARNING, ", which sent no identity", _LOST_OR_ANOTHER
    return Severity.ERROR, "", _UNUSED if is_sent and found.replaced is not None else _LOST
