"""Why a listed exchange failed, in a few words and without reading its body."""

from edge_tui.model.exchange import Summary, shown_failure
from edge_tui.problems import explain


def reason_of(summary: Summary) -> str:
    """`timeout`, `unfinished`, `EXEG-0104 Input validation error`, `403 Forbidden`, `incomplete response`.

    Empty for a success."""
    if summary.failure:
        return shown_failure(summary.failure)
    if summary.status is None:
        return "unfinished"
    if _is_incomplete(summary):
        return "incomplete response"
    if summary.codes:
        # A warning comes with a success and has its own codes.
        return f"EXEG-{summary.codes[0]} {_title(summary.codes[0])}" if summary.status not in (200, 202, 204) else ""
    return f"{summary.status} {_title(str(summary.status))}" if summary.status >= 400 else ""


def _is_incomplete(summary: Summary) -> bool:
    """Whether a success has nothing that Edge's body always has, as when a proxy answered or the body was cut off.

    A recording may lack a body that there was.
    """
    has_nothing = not (summary.gateway_request_id or summary.handle_types or summary.codes)
    return summary.status in (200, 207) and has_nothing and not summary.capture


def _title(subject: str) -> str:
    found = explain(subject)
    return found.title if found else ""
