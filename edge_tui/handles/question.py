"""What a request asked for, to be held against the answer."""

from dataclasses import dataclass

from edge_tui.model.document import JsonValue, at, put


@dataclass(frozen=True, slots=True)
class Question:
    """Scopes, surfaces and namespaces asked for, and the keys of the state entries that were sent.

    `cookies_enabled` is `meta.state.cookiesEnabled`; `knows_ecid` that the event itself
    brought an ECID in its identityMap. An empty question asks for nothing.
    """

    scopes: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    state_keys: tuple[str, ...] = ()
    cookies_enabled: bool = False
    knows_ecid: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """Scopes and surfaces: what a proposition may answer."""
        return self.scopes + self.surfaces


def read_question(document: JsonValue) -> Question:
    """What a request body asks for, in the query of the request and of each of its events.

    `personalization.scopes` is an older spelling of `decisionScopes`.
    """
    events = _events(document)
    queries = [at(document, "/query"), *(at(event, "/query") for event in events)]
    entries = at(document, "/meta/state/entries")
    maps = [at(document, "/xdm/identityMap"), at(document, "/identityMap")]
    maps += [at(event, "/xdm/identityMap") for event in events]
    return Question(
        _texts(queries, "/personalization/decisionScopes", "/personalization/scopes"),
        _texts(queries, "/personalization/surfaces"),
        _texts(queries, "/identity/fetch"),
        tuple(key for entry in entries if isinstance(key := at(entry, "/key"), str))
        if isinstance(entries, list)
        else (),
        at(document, "/meta/state/cookiesEnabled") is True,
        any(isinstance(each, dict) and bool(each.get("ECID")) for each in maps),
    )


def ask_for(document: JsonValue, scope: str) -> JsonValue:
    """A request body that also asks for a scope, or for a surface if it is one (`web://…`).

    It goes where the body asks already, in the request's query or in that of its event. Raises
    `ValueError` when the body has something else in that place.
    """
    member = "surfaces" if "://" in scope else "decisionScopes"
    holders = ["/query", "/event/query", "/events/0/query"]
    holder = next((each for each in holders if at(document, each + "/personalization") is not None), "/query")
    place = f"{holder}/personalization/{member}"
    asked = at(document, place, [])
    if not isinstance(asked, list):
        raise ValueError(f"{place} is no array")
    return document if scope in asked else put(document, place, [*asked, scope])


def _events(document: JsonValue) -> list[JsonValue]:
    events = at(document, "/events")
    return [at(document, "/event"), *(events if isinstance(events, list) else [])]


def _texts(queries: list[JsonValue], *pointers: str) -> tuple[str, ...]:
    found = [at(query, pointer) for query in queries for pointer in pointers]
    return tuple(
        dict.fromkeys(item for each in found if isinstance(each, list) for item in each if isinstance(item, str))
    )
