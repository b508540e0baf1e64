"""What a request asks for, to compare with the response."""

from dataclasses import dataclass

from edge_tui.model.client_state import state_key
from edge_tui.model.json.document import JsonValue, at, put


@dataclass(frozen=True, slots=True)
class Query:
    """Requested scopes, surfaces and namespaces, and the keys of the state entries that were sent.

    `cookies_enabled` is `meta.state.cookiesEnabled`; `knows_ecid`: the event's identityMap has
    an ECID. `schemas` are the requested item schemas by their full URLs, empty if any will do.
    `has_page_url`: an event has `web.webPageDetails.URL`. `consent` is `general` in the consent entry
    that was sent: `in`, `out`, `pending`, or empty. `has_identity_cookie`: the visitor's identity is in a cookie that
    was sent or set, which no body tells.
    """

    scopes: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    state_keys: tuple[str, ...] = ()
    cookies_enabled: bool = False
    knows_ecid: bool = False
    schemas: tuple[str, ...] = ()
    has_page_url: bool = False
    consent: str = ""
    has_identity_cookie: bool = False

    @property
    def scopes_and_surfaces(self) -> tuple[str, ...]:
        """Scopes and surfaces, each of which should get a proposition."""
        return self.scopes + self.surfaces


def read_query(document: JsonValue) -> Query:
    """What a request body asks for, in the query of the request and of each event.

    `personalization.scopes` is the former name of `decisionScopes`.
    """
    events = _events(document)
    queries = [at(document, "/query"), *(at(event, "/query") for event in events)]
    entries = at(document, "/meta/state/entries")
    maps = [at(document, "/xdm/identityMap"), at(document, "/identityMap")]
    maps += [at(event, "/xdm/identityMap") for event in events]
    return Query(
        _texts(queries, "/personalization/decisionScopes", "/personalization/scopes"),
        _texts(queries, "/personalization/surfaces"),
        _texts(queries, "/identity/fetch"),
        tuple(key for entry in entries if isinstance(key := at(entry, "/key"), str))
        if isinstance(entries, list)
        else (),
        at(document, "/meta/state/cookiesEnabled") is True,
        any(isinstance(each, dict) and bool(each.get("ECID")) for each in maps),
        _texts(queries, "/personalization/schemas"),
        any(bool(at(event, "/xdm/web/webPageDetails/URL")) for event in events),
        _consent(entries),
    )


def _consent(entries: JsonValue) -> str:
    for entry in entries if isinstance(entries, list) else ():
        named = state_key(key) if isinstance(key := at(entry, "/key"), str) else None
        value = at(entry, "/value")
        if named and named[1] == "consent" and isinstance(value, str):
            from edge_tui.values import consent_cookie

            try:
                return consent_cookie.decode(value).get("general", "")
            except ValueError:
                return ""
    return ""


def add_scope(document: JsonValue, scope: str) -> JsonValue:
    """Adds a decision scope, or a surface (`web://…`), to the query of a request body.

    Uses the query that already has `personalization`, the request's or the event's. Raises
    `ValueError` when the body has something else than an array there.
    """
    member = "surfaces" if "://" in scope else "decisionScopes"
    holders = ["/query", "/event/query", "/events/0/query"]
    holder = next((each for each in holders if at(document, each + "/personalization") is not None), "/query")
    place = f"{holder}/personalization/{member}"
    requested = at(document, place, [])
    if not isinstance(requested, list):
        raise ValueError(f"{place} isn't an array")
    return document if scope in requested else put(document, place, [*requested, scope])


def _events(document: JsonValue) -> list[JsonValue]:
    events = at(document, "/events")
    return [at(document, "/event"), *(events if isinstance(events, list) else [])]


def _texts(queries: list[JsonValue], *pointers: str) -> tuple[str, ...]:
    found = [at(query, pointer) for query in queries for pointer in pointers]
    return tuple(
        dict.fromkeys(item for each in found if isinstance(each, list) for item in each if isinstance(item, str))
    )
