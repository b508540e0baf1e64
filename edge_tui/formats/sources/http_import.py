"""The requests of a text as a `Reading`: imported, or named with the reason why they can't be."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from edge_tui.formats.address import read_address
from edge_tui.formats.imported import Implied, Imported
from edge_tui.formats.incoming import import_body, import_request
from edge_tui.formats.reading import Reading
from edge_tui.formats.sources.foreign import foreign_note, has_unfilled, is_unfilled, with_quoted_placeholders
from edge_tui.formats.sources.http_request import HttpRequest
from edge_tui.logs.excerpt import named
from edge_tui.logs.other_services import service_of_url
from edge_tui.model.json.document import at, parse

_MAX_NAMED = 5
_FIX_BODY = "Copy the request with its body, or pass the body as JSON."
_FIX_FILE = "Pass the file itself: edge-tui import FILE."
_FIX_ADDRESS = "Pass a request to …/interact, …/collect, …/identity/acquire or …/privacy/set-consent."


def reading_of(kind: str, requests: Sequence[HttpRequest], notes: Sequence[str] = ()) -> Reading:
    """The requests to the Edge Network among those of a text; sentences say why others weren't imported."""
    imported: list[Imported] = []
    reasons: dict[str, str] = {}
    for request in requests:
        name = f"The {kind}" if len(requests) == 1 else f"Line {request.line}: the request"
        if (reason := _reason(request, name)) is not None:
            reasons.setdefault(*reason)
        elif (found := _import(request)) is not None:
            imported.append(found)
        else:
            reasons.setdefault(f"{name} {_elsewhere(request.url)}.", _fix_elsewhere(request.url))
    listed = list(reasons)
    if len(listed) > _MAX_NAMED:
        listed = [*listed[:_MAX_NAMED], f"Other requests that weren't imported: {len(listed) - _MAX_NAMED}."]
    if imported:
        return Reading(kind, tuple(imported), (*notes, *listed))
    kept = notes if any(request.body is not None for request in requests) else ()
    return Reading(kind, (), tuple(notes), " ".join([*listed, *kept]), next(iter(reasons.values()), _FIX_BODY))


def _reason(request: HttpRequest, name: str) -> tuple[str, str] | None:
    """Why a request to the Edge Network has no event, and what to do; None when it has one."""
    is_edge = read_address(_absolute(request.url)) is not None
    if request.body is not None and request.body.strip():
        return None
    if not is_edge and request.url and not is_unfilled(request.url):
        return f"{name} {_elsewhere(request.url)}.", _fix_elsewhere(request.url)
    if request.body_source:
        fix = _FIX_FILE if request.body_source.startswith("the file ") else _FIX_BODY
        return f"{name} has its body in {request.body_source}, which wasn't read.", fix
    return f"{name} has {'no' if request.body is None else 'an empty'} body.", _FIX_BODY


def _elsewhere(url: str) -> str:
    try:
        parts = urlsplit(_absolute(url))
    except ValueError:
        return "has an invalid URL"
    where = parts.netloc.rpartition("@")[2] + parts.path.partition(";")[0]
    if service := service_of_url(_absolute(url)):
        return f"is {named(service.what)}, not to the Edge Network"
    return f"goes to {where[:80]}, which isn't an endpoint of the Edge Network" if url else "has no URL"


def _fix_elsewhere(url: str) -> str:
    service = service_of_url(_absolute(url))
    return service.fix if service else _FIX_ADDRESS


def _import(request: HttpRequest) -> Imported | None:
    url, written = _absolute(request.url), request.body or ""
    body = with_quoted_placeholders(written)
    headers = [(name, value) for name, value in request.headers if not name.startswith(":")]
    found = import_request(url, headers, body)
    if found is None:
        document = parse(body)
        is_event = isinstance(at(document, "/event/xdm") or at(document, "/events/0/xdm"), dict)
        if not is_event or not isinstance(document, dict) or (request.url and not is_unfilled(request.url)):
            return None
        found = import_body(document, Implied())
        if found is None:
            return None
    notes = [*request.notes]
    if body != written:
        notes.append("Placeholders that weren't in quotes are now strings.")
    if request.body_source:
        notes.append(f"Another part of the body is in {request.body_source}, which wasn't read.")
    notes += foreign_note(request.url, body, headers)
    return _without_unfilled(replace(found, notes=(*notes, *found.notes)))


def _absolute(url: str) -> str:
    return url.strip() if "://" in url or not url else f"https://{url.strip().lstrip('/')}"


def _without_unfilled(imported: Imported) -> Imported:
    """Without the parts of a profile, the secrets and the request ID that are another tool's placeholders."""
    implied = imported.profile
    cleaned: dict[str, Any] = {
        name: ""
        for name in ("url", "datastream_id", "org_id", "client_id", "hint")
        if has_unfilled(getattr(implied, name))
    }
    secrets = {name: value for name, value in imported.secrets.items() if not has_unfilled(value)}
    request = imported.request
    if request is not None and "url" in cleaned:
        request = None
    elif request is not None and has_unfilled(request.request_id):
        request = replace(request, request_id="")
    return replace(imported, profile=replace(implied, **cleaned), secrets=secrets, request=request)
