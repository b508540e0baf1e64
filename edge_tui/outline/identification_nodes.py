"""The visitor of an exchange as a node: what was sent, what decided, what was returned, what is odd."""

from collections.abc import Iterable, Iterator, Sequence

from edge_tui.identification import (
    Carrier,
    Concern,
    ConcernKind,
    Continuity,
    Identification,
    SentIdentity,
    concerns_of,
    identify,
)
from edge_tui.model.exchange import Exchange
from edge_tui.model.identity import short_ecid
from edge_tui.model.node import Chip, Node, Tone, one_line
from edge_tui.outline.handle_chips import ECID
from edge_tui.outline.handle_groups import AnyHandle

_NOTE = (
    "An ECID in the identity map comes first, then the one in the identity entry or cookie, then an FPID; without any "
    "of them the gateway generates a new ECID."
)
_SOURCE = "Experience League, visitor identification in the Edge Network"
_CONTINUITY = {
    Continuity.SAME: "same as in the exchange before",
    Continuity.CHANGED: "it changed",
}


def with_visitor(exchange: Exchange, handles: Sequence[AnyHandle], nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes with the visitor's: first if something is odd about it, as other warnings are, otherwise last."""
    visitor = visitor_node(exchange, handles)
    is_first = visitor is not None and visitor.tone is Tone.WARNING
    if visitor is not None and is_first:
        yield visitor
    yield from nodes
    if visitor is not None and not is_first:
        yield visitor


def visitor_node(exchange: Exchange, handles: Sequence[AnyHandle] | None = None) -> Node | None:
    """The visitor of an exchange; None if nobody was identified, or a response has nothing to tell.

    `handles` are those of the response, parsed or not. The tone is a warning if something is odd.
    """
    if exchange.response is None or exchange.response.status >= 300:
        return None
    found = identify(exchange, handles)
    concerns = concerns_of(exchange, found)
    if not (found.sent or found.ecid or handles or concerns):
        return None
    warnings = [each for each in concerns if each.is_warning]
    return Node(
        "visitor",
        " · ".join(_summary(found, warnings)),
        Tone.WARNING if warnings else Tone.HEADING,
        content=found.ecid or None,
        note=" ".join([*(each.sentence for each in concerns), found.reason.sentence, _NOTE]),
        source=_SOURCE,
        opened=bool(warnings),
        branches=lambda: _children(found, concerns),
        chips=(_chip(found, warnings),),
    )


def _chip(found: Identification, warnings: Sequence[Concern]) -> Chip:
    """`ECID known`, `ECID new`, `ECID changed`; the last one whenever the visitor isn't who it was."""
    if any(each.kind is ConcernKind.ECID_CHANGED for each in warnings):
        return Chip(ECID, "●", "ECID changed", Tone.ERROR)
    if not found.ecid:
        return Chip(ECID, "○", "no ECID", Tone.DIM)
    words, tone = ("ECID known", Tone.GOOD) if _is_known(found) else ("ECID new", Tone.NAME)
    return Chip(ECID, "●", words, Tone.WARNING if warnings else tone)


def _is_known(found: Identification) -> bool:
    return found.continuity is Continuity.SAME or any(each.id == found.ecid for each in found.sent)


def _summary(found: Identification, warnings: Sequence[Concern]) -> Iterator[str]:
    if found.ecid:
        yield f"ECID {one_line(short_ecid(found.ecid))}"
    elif found.winner:
        yield one_line(found.winner.namespace)
    else:
        yield "no ECID sent or returned"
    if warnings:
        yield from dict.fromkeys(str(each.kind) for each in warnings)
        return
    if found.winner:
        yield f"by {found.winner.words}"
    if found.continuity is Continuity.SAME:
        yield _CONTINUITY[Continuity.SAME]


def _children(found: Identification, concerns: Sequence[Concern]) -> Iterator[Node]:
    for each in concerns:
        yield Node(
            str(each.kind),
            f"{each.certainty} · {one_line(each.sentence)}",
            Tone.WARNING if each.is_warning else Tone.DIM,
            note=each.sentence,
            request_location=each.pointer,
        )
    for identity in found.sent:
        yield _sent_node(identity)
    if not found.sent:
        yield Node("sent", "no identity", Tone.DIM)
    yield Node("why", f"{found.reason.certainty} · {one_line(found.reason.sentence)}", note=found.reason.sentence)
    if found.returned.ecid:
        yield Node("returned", f"ECID {one_line(found.returned.ecid)}", Tone.PLAIN, found.returned.pointer)
    else:
        yield Node("returned", "no ECID", Tone.DIM)
    if words := _CONTINUITY.get(found.continuity):
        yield Node("before", f"ECID {one_line(found.previous_ecid)} · {words}")
    if found.returned.organizations or found.organizations:
        yield Node("organization", one_line(_organizations(found)))


def _sent_node(identity: SentIdentity) -> Node:
    words = [f"{identity.namespace} {identity.id}".rstrip(), _place(identity), identity.problem]
    return Node(
        "sent",
        one_line(" · ".join(filter(None, words))),
        note="An identity in the request."
        if not identity.problem
        else f"An identity in the request: {identity.problem}.",
        request_location=identity.pointer,
    )


def _place(identity: SentIdentity) -> str:
    return str(identity.carrier) if identity.carrier is Carrier.MAP else identity.words.removeprefix("the ")


def _organizations(found: Identification) -> str:
    returned, sent = found.returned.organizations, found.organizations
    if not returned or not sent or set(sent) == set(returned):
        return ", ".join(returned or sent)
    return f"sent {', '.join(sent)} · returned {', '.join(returned)}"


def has_new_ecid(exchange: Exchange) -> bool:
    """Whether the visitor's ECID changed, for the line below a response."""
    if exchange.response is None:
        return False
    concerns = concerns_of(exchange, identify(exchange))
    return any(each.kind is ConcernKind.ECID_CHANGED for each in concerns)


def is_first_ecid(exchange: Exchange) -> bool:
    """Whether the visitor had no ECID before the exchange, and got one with it."""
    if exchange.response is None or exchange.previous_ecid:
        return False
    found = identify(exchange)
    return bool(found.ecid) and not _is_known(found)


def news_of_ecid(exchange: Exchange | None, *, visitor: str, profile: str, ecid: str | None) -> tuple[bool, bool]:
    """Whether an exchange on screen returned another ECID than the one before it did, and whether it's the first.

    `visitor`, `profile` and `ecid` are who the next event is sent as: an exchange of somebody else, or with an ECID
    that was given up since, has no news of them.
    """
    if exchange is None or (exchange.visitor, exchange.profile_name) != (visitor, profile):
        return False, False
    if not ecid or identify(exchange).ecid != ecid:
        return False, False
    return bool(exchange.previous_ecid) and has_new_ecid(exchange), is_first_ecid(exchange)
