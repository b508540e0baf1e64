"""The parts of an entry of a HAR: what it sent, what came back, how long each phase took."""

import re
from dataclasses import replace
from urllib.parse import unquote_plus

from edge_tui.formats.allowed import LeftOut
from edge_tui.formats.har_body import body_in, is_compressed
from edge_tui.formats.har_failure import status_of
from edge_tui.formats.redirects import Redirect, redirect_to
from edge_tui.model.exchange import Response, Timings
from edge_tui.model.json.document import JsonObject, ParseError, at, parse

# A year: anything longer is not a plausible duration.
_MAX_MS = 366 * 86_400_000
# What browsers write in place of a body that isn't text.
_NAME_OF_OBJECT = re.compile(rb"\s*\[object \w+\]\s*")
_NO_REQUEST_BODY = "The HAR doesn't hold the body of this request, so its event is unknown."
_ATTACHED = (
    "Bodies are in files beside the HAR: import it by its path, in its folder, or the ZIP archive that it is in."
)


def request_body(entry: JsonObject) -> str | None:
    """The body that was sent; None when the file doesn't hold it.

    It is text, base64, perhaps compressed, or parameters: a beacon's body read as a form. HTTP
    Toolkit puts what is not text into `_content`.
    """
    size = at(entry, "/request/bodySize")
    for place in ("/request/postData", "/request/_content"):
        held = body_in(at(entry, place), size)
        is_held = held is not None and held.strip() and not _NAME_OF_OBJECT.fullmatch(held)
        if held is not None and is_held and not is_compressed(held):
            return held.decode("utf-8", "replace")
    return _from_parameters(at(entry, "/request/postData/params"))


def _from_parameters(listed: object) -> str | None:
    pairs = [
        (item["name"], item["value"] if isinstance(item.get("value"), str) else "")
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and isinstance(item.get("name"), str)
    ]
    joined = "&".join(f"{name}={value}" if value else name for name, value in pairs)
    # A browser that read JSON as a form may have kept its escapes. Other forms are no event.
    return next((text for text in (joined, unquote_plus(joined)) if _is_object(text)), None)


def _is_object(text: str) -> bool:
    return text.lstrip().startswith("{") and not isinstance(parse(text), ParseError)


def response_of(entry: JsonObject) -> Response | None:
    """The response with all its headers; None when there was none."""
    status = status_of(entry)
    if not status:
        return None
    content = body_in(at(entry, "/response/content"), at(entry, "/response/content/size"))
    headers = tuple(headers_of_entry(at(entry, "/response/headers")))
    return Response(status, headers, content or b"", timings_of(entry))


def redirect_of(entry: JsonObject, response: Response | None, left_out: LeftOut) -> Redirect | None:
    """Where a redirect leads: a browser writes that beside the headers; None for any other response."""
    if response is None or not response.is_redirect:
        return None
    beside = at(entry, "/response/redirectURL")
    location = response.header("location") or (beside if isinstance(beside, str) else "")
    return redirect_to(entry["request"]["url"], location, left_out)


def without_location(response: Response) -> Response:
    """A response without the address that it leads to, which has more than is kept of one."""
    return replace(response, headers=tuple(pair for pair in response.headers if pair[0].lower() != "location"))


def missing_parts(entry: JsonObject, body: str | None, response: Response | None) -> tuple[str, ...]:
    """Sentences about what the file doesn't hold of an exchange, which would look as if it had been empty."""
    sentences = [] if body is not None else [_NO_REQUEST_BODY]
    if not isinstance(entry.get("response"), dict):
        sentences.append("The HAR doesn't hold the response to this request.")
    size, is_held = (
        at(entry, "/response/content/size"),
        isinstance(at(entry, "/response/content/text"), str | dict | list),
    )
    may_be_empty = response is None or response.status in (202, 204) or response.is_redirect
    if response is not None and not response.body and not may_be_empty and (size or not is_held):
        known = isinstance(size, int | float) and not isinstance(size, bool) and 0 < size < 1e12
        bytes_ = f" ({size:,.0f} bytes)" if known else ""
        sentences.append(f"The HAR doesn't hold the body of this response{bytes_}.")
    if sentences and any(at(entry, f"{place}/_file") for place in ("/request/postData", "/response/content")):
        sentences.append(_ATTACHED)
    return tuple(sentences)


def headers_of_entry(listed: object) -> list[tuple[str, str]]:
    """Name and value of each header, without HTTP/2 pseudo-headers such as `:authority`.

    Some tools write an object of names and values.
    """
    if isinstance(listed, dict):
        listed = [{"name": name, "value": value} for name, value in listed.items()]
    return [
        (item["name"], item["value"])
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("value"), str)
        if not item["name"].startswith(":")
    ]


def elapsed_of(entry: JsonObject) -> float:
    """The milliseconds of an entry: `time`, else the sum of its phases."""
    given = _milliseconds(entry.get("time"))
    if given is not None:
        return given
    phases = ("blocked", "dns", "connect", "send", "wait", "receive")
    return sum(_milliseconds(at(entry, f"/timings/{name}")) or 0.0 for name in phases)


def timings_of(entry: JsonObject) -> Timings:
    """The phases, each as the time from the start when it was done.

    HAR 1.2 has durations, -1 for a phase that did not happen (some write 0), and counts `ssl` in `connect`.
    """
    durations = {name: _milliseconds(at(entry, f"/timings/{name}")) for name in ("blocked", "dns", "connect", "ssl")}
    done = durations["blocked"] or 0.0
    resolved = connected = secured = first_byte = None
    if dns := durations["dns"]:
        resolved = done = done + dns
    if connect := durations["connect"]:
        ssl = min(durations["ssl"] or 0.0, connect)
        connected = done + connect - ssl
        done += connect
        secured = done if ssl else None
    wait = _milliseconds(at(entry, "/timings/wait"))
    if wait is not None:
        first_byte = done + (_milliseconds(at(entry, "/timings/send")) or 0.0) + wait
    return Timings(elapsed_of(entry), connected, secured, first_byte, resolved)


def _milliseconds(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < _MAX_MS else None  # type: ignore[operator,arg-type]
