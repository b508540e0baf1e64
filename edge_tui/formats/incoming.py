"""A request of any origin made a draft: secrets and the visitor's state are taken out of it."""

from collections.abc import Iterable

from edge_tui.formats.address import read_address
from edge_tui.formats.imported import Implied, Imported
from edge_tui.model.client_state import StateEntry
from edge_tui.model.cookies import cookie_header, read_cookies
from edge_tui.model.document import JsonObject, JsonValue, ParseError, at, kind_of, parse, pretty
from edge_tui.model.exchange import Draft
from edge_tui.model.headers import why_not
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action, InteractRequest

# What is no one else's to see.
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "x-user-token"})
# What tells the gateway of the visitor's browser and place (the hybrid-personalization page).
_OF_THE_VISITOR = ("user-agent", "referer", "x-forwarded-", "sec-ch-ua", "x-adobe-aep-validation-token")
# What edge-tui sends by itself, or knows in another way.
_KNOWN = ("content-", "accept", "host", "cookie", "x-gw-ims-org-id", "x-api-key")
# What browsers and tools add to every request.
_OF_THE_CLIENT = ("origin", "sec-", "priority", "pragma", "cache-control", "dnt", "te", "connection", "postman-token")
_ORG_SUFFIX = "_AdobeOrg_"

Headers = Iterable[tuple[str, str]]


def import_request(url: str, headers: Headers, body: str) -> Imported | None:
    """The draft and profile of an HTTP request; None when it is not one to the Edge Network."""
    address = read_address(url)
    if address is None:
        return None
    named = [(name.strip().lower(), value.strip()) for name, value in headers]
    values = dict(named)
    document = parse(body) if body.strip() else {}
    cookies = _cookies(values.get("cookie", ""))
    entries = [*cookies, *_entries(document)]
    authenticated = values.get("authorization", "").lower().startswith("bearer ")
    left_out = SECRET_HEADERS | {"content-length", "host", "cookie"}
    kept = [(name, value) for name, value in named if name not in left_out]
    kept += [("cookie", cookie_header(cookies))] if cookies else []
    org_id = values.get("x-gw-ims-org-id", "") or _org_id(entries)
    return Imported(
        draft=Draft(_text(document, body), address.action, headers=_of_the_visitor(named)),
        profile=Implied(
            address.url,
            address.base_path,
            address.hint,
            address.api_version,
            address.datastream_id,
            org_id,
            values.get("x-api-key", ""),
        ),
        entries=tuple({entry.key: entry for entry in entries}.values()),
        secrets=_secrets(values),
        request=InteractRequest(address.request_id, url, tuple(kept), body, authenticated),
        remarks=_remarks(named, document),
    )


def import_body(document: JsonObject, implied: Implied | None = None) -> Imported | None:
    """The draft of a request body alone; None when it has no member that a request has."""
    if "consent" in document:
        action, version = Action.SET_CONSENT, ApiVersion.V1
    elif "event" in document:
        action, version = Action.INTERACT, ApiVersion.V2
    elif "events" in document:
        action, version = Action.INTERACT, ApiVersion.V1
    elif isinstance(at(document, "/query/identity"), dict):
        action, version = Action.ACQUIRE, ApiVersion.V1
    else:
        return None
    entries = _entries(document)
    profile = implied or Implied(api_version=version, org_id=_org_id(entries))
    return Imported(Draft(_text(document, ""), action), profile, tuple(entries))


def _text(document: JsonValue | ParseError, body: str) -> str:
    """The draft's text: laid out, without the visitor's state; a body that is no JSON stays as it is."""
    if isinstance(document, ParseError):
        return body
    return pretty(_without_entries(document))


def _without_entries(document: JsonValue) -> JsonValue:
    meta = document.get("meta") if isinstance(document, dict) else None
    state = meta.get("state") if isinstance(meta, dict) else None
    if not isinstance(meta, dict) or not isinstance(state, dict) or not isinstance(state.get("entries"), list):
        return document
    kept = {name: value for name, value in state.items() if name != "entries"}
    others = {name: value for name, value in meta.items() if name != "state"}
    new_meta = {**others, "state": kept} if kept else others
    without = {name: value for name, value in document.items() if name != "meta"}
    return {**without, "meta": new_meta} if new_meta else without


def _entries(document: JsonValue | ParseError) -> list[StateEntry]:
    listed = at(document, "/meta/state/entries") if isinstance(document, dict) else None
    return [
        StateEntry(item["key"], item["value"])
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and isinstance(item.get("key"), str) and isinstance(item.get("value"), str)
    ]


def _cookies(header: str) -> list[StateEntry]:
    """The cookies that are the gateway's to read; the others may be sessions of the website."""
    entries = (StateEntry(name, value) for name, value in read_cookies(header))
    return [entry for entry in entries if entry.key.startswith("kndctr_") or entry.is_cookie_only]


def _of_the_visitor(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    told = {name: value for name, value in headers if name.startswith(_OF_THE_VISITOR)}
    return tuple((name, value) for name, value in told.items() if value and not why_not(name, value))


def _org_id(entries: Iterable[StateEntry]) -> str:
    """The organisation of `kndctr_<id>_AdobeOrg_<key>`."""
    found = (entry.key.removeprefix("kndctr_").partition(_ORG_SUFFIX) for entry in entries)
    return next((f"{org}@AdobeOrg" for org, suffix, _ in found if suffix), "")


def _secrets(values: dict[str, str]) -> dict[str, str]:
    secrets = {}
    kind, _, token = values.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        secrets["access_token"] = token.strip()
    if values.get("x-user-token"):
        secrets["user_token"] = values["x-user-token"]
    return secrets


def _remarks(headers: list[tuple[str, str]], document: JsonValue | ParseError) -> tuple[str, ...]:
    remarks = []
    if isinstance(document, ParseError):
        remarks.append(f"The body is no JSON: {document}.")
    elif not isinstance(document, dict):
        remarks.append(f"The body is {kind_of(document)}, not an object.")
    expected = (*_OF_THE_VISITOR, *_KNOWN, *_OF_THE_CLIENT, *SECRET_HEADERS)
    left = sorted({name for name, _ in headers if not name.startswith(expected)})
    if left:
        remarks.append(f"These headers are not carried over: {', '.join(left)}.")
    return tuple(remarks)
