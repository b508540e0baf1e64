"""Problem details: the gateway's error codes, with status and title."""

from dataclasses import dataclass, field
from typing import Any

from edge_tui.model.json.document import JsonObject

PROBLEM_TYPE = "https://ns.adobe.com/aep/errors/"

# Code: status, title. From the list of error codes in Adobe's data-collection-apis,
# src/pages/getting-started/troubleshooting.md; fixtures have 0201 with other statuses too.
PROBLEMS: dict[str, tuple[int, str]] = {
    "0000": (503, "Service unavailable"),
    "0001": (500, "Unexpected error"),
    "0002": (400, "Missing datastream parameter"),
    "0003": (400, "Invalid datastream ID"),
    "0004": (422, "Datastream disabled"),
    "0010": (422, "Invalid datastream configuration"),
    "0011": (422, "Could not retrieve sandbox details"),
    "0012": (422, "Referenced sandbox cannot be resolved"),
    "0013": (422, "Identity namespace code cannot be resolved"),
    "0100": (500, "JSON processing error"),
    "0101": (400, "Invalid JSON request"),
    "0102": (400, "Invalid request field"),
    "0103": (400, "Missing required value"),
    "0104": (422, "Input validation error"),
    "0105": (400, "Input validation error"),
    "0106": (400, "Invalid Content-Type header"),
    "0107": (400, "Missing required parameter"),
    "0108": (400, "Invalid parameter type"),
    "0109": (408, "Empty request"),
    "0110": (400, "Missing parameter value"),
    "0111": (415, "Invalid request"),
    "0112": (413, "Invalid request"),
    "0113": (400, "Invalid request"),
    "0200": (504, "Service call timed out"),
    "0201": (503, "Service temporarily unavailable"),
    "0202": (502, "Service failed to process"),
    "0203": (502, "Service call failed"),
    "0204": (200, "Completed with warnings"),
    "0205": (502, "Data exchange producer failed"),
    "0300": (502, "Could not check consent"),
    "0301": (200, "User consent missing"),
    "0302": (409, "Update operation not supported"),
    "0303": (200, "Unauthorized to fetch identities"),
    "0304": (400, "Unexpected identities provided"),
    "0305": (400, "Invalid identity provided"),
    "0306": (400, "Event is missing primary identity"),
    "0307": (502, "User consent update error"),
    "0308": (400, "Invalid identity format"),
    "0400": (403, "Geographical restriction"),
    "0500": (401, "Invalid authorization token"),
    "0501": (401, "Invalid user authorization token"),
    "0502": (401, "Invalid token signature"),
    "0503": (401, "Token expired"),
    "0504": (401, "Missing required product context"),
    "0505": (401, "Missing token scope"),
    "0506": (401, "Missing sandbox write permission"),
}

# Codes of other services come in the same envelope (Alloy's integration specs: a 207 with ODE-0001-404).
SERVICE_PROBLEMS = {"ODE-0001": (404, "Not Found")}

# Media has its own family.
MEDIA_PROBLEMS = {400: "Invalid request", 404: "Not Found", 410: "Gone"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request refused as a whole. `code` is None for a response with a status and no body."""

    code: str | None
    detail: str = ""
    status: int = 0
    report: JsonObject = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def http_status(self) -> int:
        """The refusal's own status, or its code's."""
        return self.status or PROBLEMS[self.code or "0001"][0]


def problem_type(code: str, status: int) -> str:
    """The `type` of a problem: `https://…/EXEG-0104-422`; a code of another service has its own family."""
    return f"{PROBLEM_TYPE}EXEG-{code}-{status}" if code.isdigit() else f"{PROBLEM_TYPE}{code}-{status}"


def problem(code: str, detail: str = "", *, title: str = "", status: int = 0, **report: Any) -> JsonObject:
    """A problem object. Members of `report` that are None are omitted, and so is an empty report."""
    default_status, default_title = PROBLEMS.get(code) or SERVICE_PROBLEMS.get(code, (status, title))
    actual_status = status or default_status
    members: JsonObject = {
        "type": problem_type(code, actual_status),
        "status": actual_status,
        "title": title or default_title,
    }
    if detail:
        members["detail"] = detail
    kept = {name: value for name, value in report.items() if value is not None}
    if kept:
        members["report"] = kept
    return members
