"""Actions for the client: call a URL, or set a destination cookie."""

from datetime import datetime

from edge_tui.handles.members import Members, annotated, noted, opened, scalar, text
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, one_line
from edge_tui.values.instants import span


def read_url(item: JsonValue, pointer: str, now: datetime, source: str) -> Node | None:
    """`{type: "url", id, spec: {url, hideReferrer, ttlMinutes}}` as a node."""
    spec = item.get("spec") if isinstance(item, dict) else None
    url = text(spec, "url")
    if not isinstance(item, dict) or not isinstance(spec, dict) or not url:
        return None
    life = span(_times(spec.get("ttlMinutes"), 60))
    known = {
        "spec": opened(
            {
                "ttlMinutes": annotated(
                    lambda minutes: span(_times(minutes, 60)), "Don't call it again before this time has passed."
                ),
                "hideReferrer": noted("Whether the page URL is hidden from the partner."),
            }
        )
    }
    return Node(
        f"URL {scalar(item, 'id')}".strip(),
        " · ".join(part for part in (one_line(url), f"repeat after {life}" if life else "") if part),
        pointer=pointer,
        content=item,
        note="The client calls this URL; Edge never sees the response.",
        source=source,
        branches=Members(item, pointer, now, known),
    )


def read_cookie(item: JsonValue, pointer: str, now: datetime, source: str) -> Node | None:
    """`{type: "cookie", spec: {name, value, domain, path, ttlDays}}` as a node."""
    spec = item.get("spec") if isinstance(item, dict) else None
    name = text(spec, "name")
    if not isinstance(item, dict) or not isinstance(spec, dict) or not name:
        return None
    life = span(_times(spec.get("ttlDays"), 86_400))
    known = {"spec": opened({"ttlDays": noted("Lifetime of the cookie in days.")})}
    return Node(
        f"cookie {one_line(name)}",
        " · ".join(part for part in (scalar(spec, "value"), scalar(spec, "domain"), life) if part),
        pointer=pointer,
        content=item,
        note="The client sets this cookie for the destination; it isn't sent to the Edge Network.",
        source=source,
        branches=Members(item, pointer, now, known),
    )


def _times(number: JsonValue, factor: int) -> float | None:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return number * factor if is_number else None
