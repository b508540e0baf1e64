"""Likely causes of identity errors."""

import re
from collections.abc import Iterator

from edge_tui.model.certainty import Certainty
from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonObject, at, join
from edge_tui.problems.likely_cause import LikelyCause, Sent

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


def fetched(sent: Sent) -> Iterator[LikelyCause]:
    """Namespaces that can't be fetched."""
    for place in ("/query/identity/fetch", "/event/query/identity/fetch", "/events/0/query/identity/fetch"):
        namespaces = at(sent.body, place)
        for index, namespace in enumerate(namespaces if isinstance(namespaces, list) else ()):
            if namespace != "ECID":
                yield LikelyCause(f"{namespace} can't be returned.", f"{place}/{index}")


def unexpected(sent: Sent) -> Iterator[LikelyCause]:
    """The namespaces that the problem names, otherwise all in the request."""
    places = dict.fromkeys((place.rsplit("/", 1)[0], namespace) for place, namespace, _ in _items(sent))
    named = [each for each in places if re.search(rf"(?<!\w){re.escape(each[1])}(?!\w)", sent.problem_text)]
    for place, namespace in named or places:
        yield LikelyCause(
            f"{namespace} may not be allowed in this request.",
            place,
            certainty=Certainty.LIKELY if named else Certainty.POSSIBLE,
        )


def malformed(sent: Sent) -> Iterator[LikelyCause]:
    """IDs that don't have the format of their namespace."""
    for place, namespace, identity in _items(sent):
        identifier = identity.get("id")
        if namespace == "ECID" and not (isinstance(identifier, str) and is_ecid(identifier)):
            yield LikelyCause("An ECID must be a string of 38 digits.", place + "/id", certainty=Certainty.CERTAIN)
        elif namespace == "FPID" and not (isinstance(identifier, str) and _UUID4.fullmatch(identifier)):
            # Adobe's page documents UUIDv4 only; Alloy's functional specs show that the gateway accepts others.
            words = "Adobe documents version 4 UUIDs only for an FPID, but the gateway is known to accept others."
            yield LikelyCause(words, place + "/id", certainty=Certainty.POSSIBLE)
        elif not isinstance(identifier, str) or not identifier:
            yield LikelyCause("An identity needs an id, and it must be a string.", place, certainty=Certainty.CERTAIN)


def primary(sent: Sent) -> Iterator[LikelyCause]:
    """Events without a primary identity, or all primary identities if there is more than one."""
    found = [place for place, _, identity in _items(sent) if identity.get("primary") in (True, "true")]
    if len(found) > 1:
        yield from (
            LikelyCause("More than one identity is primary.", place + "/primary", certainty=Certainty.CERTAIN)
            for place in found
        )
        return
    for place, event in sent.events():
        if at(event, "/xdm/identityMap") is not None:
            yield LikelyCause("No identity here is primary.", place + "/xdm/identityMap", certainty=Certainty.CERTAIN)
        elif at(event, "/xdm") is not None:
            yield LikelyCause("This event has no identityMap.", place + "/xdm", certainty=Certainty.CERTAIN)


def _items(sent: Sent) -> Iterator[tuple[str, str, JsonObject]]:
    places = [place + "/xdm/identityMap" for place, _ in sent.events()] + ["/xdm/identityMap", "/identityMap"]
    for place in places:
        found = at(sent.body, place)
        for namespace, identities in found.items() if isinstance(found, dict) else ():
            for index, identity in enumerate(identities if isinstance(identities, list) else ()):
                if isinstance(identity, dict):
                    yield join(place, namespace, index), namespace, identity
