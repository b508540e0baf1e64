"""What is odd about the identity of an exchange, each in a sentence that says how sure it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from edge_tui.identification.reading import Continuity, Identification
from edge_tui.identification.sent import IDENTITY, Carrier, SentIdentity
from edge_tui.model.certainty import Certainty
from edge_tui.model.client_state import state_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.text import counted

_EMAIL, _HASHED_EMAIL = "Email", "Email_LC_SHA256"
_MAX_KEYS = 4


class ConcernKind(StrEnum):
    """The kinds, by the words they are shown with."""

    ECID_CHANGED = "ECID changed"
    OTHER_ORGANIZATION = "another organization"
    FPID_IGNORED = "FPID not used"
    CAPITALS = "capital letters"
    MISSING_ENTRY = "missing state entry"


@dataclass(frozen=True, slots=True)
class Concern:
    """Something odd, and how sure it is. A note (`is_warning` False) is worth knowing, but usual.

    `pointer` is its place in the request's body.
    """

    kind: ConcernKind
    sentence: str
    certainty: Certainty
    pointer: str | None = None
    is_warning: bool = True


def concerns_of(exchange: Exchange, found: Identification) -> tuple[Concern, ...]:
    """What is odd about an exchange's identity, the change of the visitor first."""
    return (
        *_changed(found),
        *_other_organization(found),
        *_fpid_ignored(found),
        *_missing(exchange, found),
        *_capitals(found),
    )


def _changed(found: Identification) -> Iterator[Concern]:
    kind = ConcernKind.ECID_CHANGED
    if (sent := found.replaced) is not None:
        words = f"{sent.subject} is {sent.id}, but the gateway returned {found.ecid}."
        yield Concern(kind, words, Certainty.CERTAIN, sent.pointer)
    elif found.continuity is Continuity.CHANGED:
        words = f"The exchange before had the ECID {found.previous_ecid}, this one has {found.ecid}."
        is_shown = bool(found.returned.ecid) or found.reason.certainty is Certainty.CERTAIN
        yield Concern(kind, words, Certainty.CERTAIN if is_shown else Certainty.LIKELY)


def _other_organization(found: Identification) -> Iterator[Concern]:
    kind, returned = ConcernKind.OTHER_ORGANIZATION, found.returned.organizations
    foreign = [each for each in found.sent if found.is_foreign(each)]
    for each in foreign:
        words = f"{each.subject} belongs to {each.organization}; the gateway returned state of {returned[0]}."
        # A gateway on the site's own domain is sent whatever cookies the site has.
        is_stray = each.carrier is Carrier.COOKIE and any(mine in returned for mine in found.organizations)
        yield Concern(kind, words, Certainty.CERTAIN, each.pointer, is_warning=not is_stray)
    if not foreign and len(found.organizations) > 1:
        count = counted(len(found.organizations), "organization")
        words = f"Identities of {count} were sent: {', '.join(found.organizations)}."
        yield Concern(kind, words, Certainty.CERTAIN)


def _fpid_ignored(found: Identification) -> Iterator[Concern]:
    """An FPID counts only while no ECID is known (Alloy's functional specs of FPIDs).

    Beside a cookie that is what happens with every event but the first; beside an ECID in the
    identity map the request contradicts itself.
    """
    winner = found.winner
    if winner is None or not winner.is_known_ecid:
        return
    for each in found.sent:
        if each.namespace == "FPID":
            words = f"The visitor is already known by {winner.words}."
            is_warning = winner.carrier is Carrier.MAP and each.carrier is Carrier.MAP
            yield Concern(ConcernKind.FPID_IGNORED, words, found.reason.certainty, each.pointer, is_warning=is_warning)


def _missing(exchange: Exchange, found: Identification) -> Iterator[Concern]:
    """Live entries of the visitor that the request lacks; else an identity that the visitor had before."""
    if exchange.state is not None:
        sent = {each.key for each in found.state}
        live = exchange.state.live(exchange.sent_at).entries
        missing = [each.key for each in live if not each.is_cookie_only and each.key not in sent]
        if missing:
            names = [named[1] if (named := state_key(key)) else key for key in missing]
            shown = ", ".join(names[:_MAX_KEYS]) + (", …" if len(names) > _MAX_KEYS else "")
            words = f"The visitor's state has entries that were not sent: {shown}."
            yield Concern(
                ConcernKind.MISSING_ENTRY, words, Certainty.CERTAIN, "/meta/state", is_warning=IDENTITY in names
            )
            return
    if found.previous_ecid and exchange.response and not any(each.namespace in ("ECID", "FPID") for each in found.sent):
        before = f"The exchange before had the ECID {found.previous_ecid}"
        if exchange.origin is None:
            words, certainty = f"{before}, but no identity was sent.", Certainty.CERTAIN
        else:
            words = f"{before}, but this one shows no identity: it wasn't sent, or the recording leaves out cookies."
            certainty = Certainty.POSSIBLE
        yield Concern(ConcernKind.MISSING_ENTRY, words, certainty, is_warning=exchange.origin is None)


def _capitals(found: Identification) -> Iterator[Concern]:
    """Spellings of e-mail namespaces and of their IDs.

    Namespace codes are case-sensitive (Adobe's identity namespace overview), but Adobe's own pages
    and Adobe Commerce also write `email`, and no source says that it is refused.
    """
    for each in found.sent:
        standard = next((code for code in (_EMAIL, _HASHED_EMAIL) if each.namespace.lower() == code.lower()), None)
        if standard is None:
            continue
        if each.namespace != standard:
            words = f"The namespace is written {each.namespace}; Adobe's list has {standard}."
            is_common = each.namespace == _EMAIL.lower()
            certainty = Certainty.POSSIBLE if is_common else Certainty.LIKELY
            advice = " It may count as another namespace."
            yield Concern(ConcernKind.CAPITALS, words + advice, certainty, each.pointer, is_warning=not is_common)
        if each.id != each.id.lower():
            yield _capitals_in_id(each, standard)


def _capitals_in_id(identity: SentIdentity, standard: str) -> Concern:
    if standard == _HASHED_EMAIL:
        words = "The hash has capital letters; written in small letters elsewhere, it is another ID."
    else:
        words = "The e-mail address has capital letters; written in small letters elsewhere, it may be another ID."
    certainty = Certainty.LIKELY if standard == _HASHED_EMAIL else Certainty.POSSIBLE
    return Concern(ConcernKind.CAPITALS, words, certainty, identity.pointer)
