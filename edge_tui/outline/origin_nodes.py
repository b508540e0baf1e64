"""Where a recorded exchange was seen: its page, what called it, and what the source knows besides."""

from collections.abc import Iterator

from edge_tui.model.exchange import Exchange, Failure, FailureKind, Response
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.origin import Frame, Origin
from edge_tui.visit.callers import place_of

_PRERENDERED = "The browser had loaded the page in the background, because it may be opened next (speculation rules)."
_UNLOAD = "Sent as a beacon, which browsers keep sending after the page has gone. Its response is never read."


def origin_nodes(exchange: Exchange) -> Iterator[Node]:
    """What a recording knows of an exchange; nothing for one that edge-tui sent."""
    origin = exchange.origin
    if origin is None:
        return
    where = [origin.capture, str(exchange.draft.action), exchange.event_type or ""]
    if origin.page:
        where.append(origin.page.url)
    yield Node(
        "recorded",
        one_line(" · ".join(filter(None, where))),
        note="edge-tui didn't send this exchange: it comes from a recording.",
        branches=lambda: _origin_members(exchange, origin),
    )


def is_unrecorded(exchange: Exchange, response: Response) -> bool:
    """Whether a recording lacks the body of a response that has one; 202 and 204 have none."""
    return exchange.origin is not None and not response.body and response.status not in (202, 204)


def recorded_failure_node(failure: Failure) -> Node:
    """Why a recorded exchange has no response: the reason is the browser's, not this machine's connection."""
    if failure.kind is FailureKind.BLOCKED:
        from edge_tui.outline.problem_nodes import failure_node

        return failure_node(failure)
    return Node(failure.kind.word, one_line(failure.message), Tone.ERROR, note=failure.message)


def _origin_members(exchange: Exchange, origin: Origin) -> Iterator[Node]:
    if origin.page:
        page = one_line(f"{origin.page.number} · {origin.page.url}")
        yield Node("page", page, note="The values of its query aren't kept.")
    members = (
        ("action", str(exchange.draft.action)),
        ("event type", exchange.event_type or ""),
        ("datastream", exchange.request.datastream_id),
        ("SDK", origin.sdk),
        ("server address", origin.address),
        ("source", str(origin.source)),
        ("changed by", ", ".join(origin.changed)),
        ("held", f"{origin.held_ms:.0f} ms by the recording" if origin.held_ms >= 1 else ""),
    )
    for label, value in members:
        if value:
            yield Node(label, one_line(value))
    if origin.is_unload:
        yield Node("beacon", "sent as the page went", note=_UNLOAD)
    if origin.is_prerendered:
        yield Node("prerendered", "sent before the page was shown", note=_PRERENDERED)
    for name in origin.tag_rules:
        yield Node("tag rule", one_line(name), note="The rule of the site's tags that made it, as the page says.")
    if origin.initiator:
        yield Node(
            "called by",
            one_line(_frame(origin.initiator[0])),
            note="The script that sent the request, nearest call first.",
            branches=lambda: [
                Node(each.function or "(anonymous)", one_line(place_of(each))) for each in origin.initiator
            ],
        )
    if origin.cookies_sent:
        names = ", ".join(origin.cookies_sent)
        yield Node("cookies sent", one_line(names), note="Names only: the values of a site's cookies aren't kept.")
    for name, reason in origin.cookies_refused:
        yield Node("cookie refused", one_line(f"{name}: {reason}"), Tone.WARNING)


def _frame(frame: Frame) -> str:
    return f"{frame.function or '(anonymous)'} @ {place_of(frame)}"
