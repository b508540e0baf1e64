"""An imported request as a draft: secrets, the visitor's state and anything unrelated to Edge are removed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from edge_tui.formats.address import Address, read_address
from edge_tui.formats.allowed import (
    VISITOR_HEADERS,
    LeftOut,
    allowed_cookies,
    allowed_headers,
    allowed_response_headers,
    allowed_url,
)
from edge_tui.formats.foreign_placeholders import has_placeholder
from edge_tui.formats.form_body import NOTE as FORM_NOTE
from edge_tui.formats.form_body import json_in_form
from edge_tui.formats.imported import Implied, Imported
from edge_tui.formats.relaxed_json import relaxed_json
from edge_tui.formats.repeated_names import repeated_names_note
from edge_tui.model.client_state import StateEntry
from edge_tui.model.cookies import cookie_header
from edge_tui.model.credential_text import has_secret, masked_document
from edge_tui.model.exchange import Draft, Response
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, compact, kind_of, parse, pretty
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action, InteractRequest, action_of

_ORG_SUFFIX = "_AdobeOrg_"
_MISNAMED = "The organization was read from the header x-gw-ims-org; the gateway reads x-gw-ims-org-id."

Headers = Iterable[tuple[str, str]]


def import_request(
    url: str, headers: Headers, body: str, response: Response | None = None, *, collected: LeftOut | None = None
) -> Imported | None:
    """The draft and profile of an HTTP request; None when it isn't one to the Edge Network.

    Only parts that edge-tui or the gateway would send are kept (`formats/allowed.py`). `collected`
    gets what was left out of this one of many; otherwise the request's own notes say so.
    """
    if read_address(url) is None:
        return None
    left_out = LeftOut() if collected is None else collected
    url = allowed_url(url, left_out)
    address = read_address(url)
    assert address is not None
    body = left_out.masked(body)
    named = [(name.strip().lower(), value.strip()) for name, value in headers]
    values = dict(named)
    document, form_note = _document_of(body)
    cookie_text = "; ".join(value for name, value in named if name == "cookie")
    cookies = [StateEntry(name, value) for name, value in allowed_cookies(cookie_text, left_out)]
    entries = [*cookies, *_entries(document)]
    kept = allowed_headers(named, left_out)
    visitor_headers = {name: value for name, value in kept if name in VISITOR_HEADERS and value}
    org_id = dict(kept).get("x-gw-ims-org-id", "") or _org_id(entries)
    misnamed_org_id = "" if org_id else _misnamed_org_id(values)
    request = InteractRequest(
        _given(address.request_id),
        url,
        (*kept, ("cookie", cookie_header(cookies))) if cookies else tuple(kept),
        body,
        values.get("authorization", "").lower().startswith("bearer "),
    )
    if response is not None:
        response = replace(response, headers=allowed_response_headers(response.headers, left_out))
    return Imported(
        draft=Draft(_text(document, body), address.action, headers=tuple(visitor_headers.items())),
        profile=_implied(address, org_id or misnamed_org_id, dict(kept).get("x-api-key", "")),
        entries=tuple({entry.key: entry for entry in entries}.values()),
        secrets=_secrets(values),
        request=request,
        response=response,
        notes=(
            *_notes(document),
            *form_note,
            *repeated_names_note(body),
            *((_MISNAMED,) if _given(misnamed_org_id) else ()),
            *(left_out.sentences() if collected is None else ()),
        ),
    )


def _document_of(body: str) -> tuple[JsonValue | ParseError, tuple[str, ...]]:
    """A body's document, also of JSON as people write it or in a form, and a note about that."""
    document = parse(body) if body.strip() else {}
    if not isinstance(document, ParseError):
        return document, ()
    relaxed, note = relaxed_json(body)
    document = parse(relaxed) if note else document
    if isinstance(document, ParseError) and (in_form := json_in_form(body)) is not None:
        return in_form, (FORM_NOTE,)
    return document, note


def _misnamed_org_id(headers: dict[str, str]) -> str:
    """The organization in a header that the gateway ignores but people write."""
    misnamed = headers.get("x-gw-ims-org", "")
    return misnamed if misnamed.endswith("@AdobeOrg") else ""


def _implied(address: Address, org_id: str, api_key: str) -> Implied:
    return Implied(
        address.url,
        address.base_path,
        address.hint,
        address.api_version,
        _given(address.datastream_id),
        _given(org_id),
        _given(api_key),
    )


def import_body(document: JsonObject, implied: Implied | None = None) -> Imported | None:
    """The draft for a request body alone; None when it doesn't look like a request."""
    action = action_of(document)
    if action is None:
        return None
    left_out = LeftOut()
    if has_secret(compact(document)):
        document, left_out.bodies = cast("JsonObject", masked_document(document)), 1
    version = ApiVersion.V2 if action is Action.INTERACT and "event" in document else ApiVersion.V1
    entries = _entries(document)
    profile = implied or Implied(api_version=version, org_id=_org_id(entries))
    return Imported(Draft(_text(document, ""), action), profile, tuple(entries), notes=tuple(left_out.sentences()))


def _given(value: str) -> str:
    """A value; empty for a placeholder in its place."""
    return "" if has_placeholder(value) else value


def _text(document: JsonValue | ParseError, body: str) -> str:
    """The draft's text: formatted, without the visitor's state; a body that isn't JSON is unchanged."""
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


def _org_id(entries: Iterable[StateEntry]) -> str:
    """The organization ID in `kndctr_<id>_AdobeOrg_<key>`."""
    found = (entry.key.removeprefix("kndctr_").partition(_ORG_SUFFIX) for entry in entries)
    return next((f"{org}@AdobeOrg" for org, suffix, _ in found if suffix), "")


def _secrets(values: dict[str, str]) -> dict[str, str]:
    secrets = {}
    kind, _, token = values.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip() and not has_placeholder(token):
        secrets["access_token"] = token.strip()
    if values.get("x-user-token"):
        secrets["user_token"] = values["x-user-token"]
    return secrets


def _notes(document: JsonValue | ParseError) -> tuple[str, ...]:
    if isinstance(document, ParseError):
        return (f"The body isn't JSON: {document}.",)
    if not isinstance(document, dict):
        return (f"The body is {kind_of(document)}, not an object.",)
    return ()
