"""Fault injection: by a datastream's `faults` table, a header, or an event's `data.__emulator`.

All three have the same members, here as JSON in an event:

    {"data": {"__emulator": {"upstreams": {"target": "unavailable"}, "latency_ms": 300}}}

`upstreams` makes services fail (see `UPSTREAM_FAILURES`), `refuse` refuses the request with a code
such as `0004` or `429`, `answer` breaks the response (see `RESPONSE_FAULTS`).
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from edge_tui.emulator.problem import PROBLEMS, Refusal
from edge_tui.model.json.document import JsonObject, JsonValue, kind_of
from edge_tui.model.toml_tables import suggestion

HEADER = "x-emulator-faults"
MEMBER = "__emulator"

# How an upstream can fail: the code, and the title after the service's name.
UPSTREAM_FAILURES = {
    "timeout": ("0200", "did not answer in time."),
    "unavailable": ("0201", "is unavailable for the moment. Try again later."),
    "rejected": ("0202", "could not process the request."),
    "unreachable": ("0203", "could not be called."),
    "warning": ("0204", "completed the request with warnings."),
    "exchange": ("0205", "could not be reached through the data exchange."),
}

RESPONSE_FAULTS = {
    "drop": "the connection is closed without a response",
    "cut": "the connection is closed in the middle of the body",
    "slow": "the body arrives slowly",
    "truncated": "a complete HTTP response with incomplete JSON",
    "huge": "10 MB of decisions",
    "html": "500 with an HTML page",
    "empty": "500 with no body",
}

HUGE_RESPONSE_BYTES = 10_000_000

REFUSALS = ("429", *PROBLEMS)


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults to inject. With `every` = n, a datastream's faults apply to every nth request only."""

    upstreams: dict[str, str] = field(default_factory=dict)
    refuse: str = ""
    retry_after_seconds: int = 0
    latency_ms: int = 0
    answer: str = ""
    every: int = 1

    def merged_with(self, other: "Faults") -> "Faults":
        """Both faults combined; the other's win."""
        return replace(
            self,
            upstreams={**self.upstreams, **other.upstreams},
            refuse=other.refuse or self.refuse,
            retry_after_seconds=other.retry_after_seconds or self.retry_after_seconds,
            latency_ms=other.latency_ms or self.latency_ms,
            answer=other.answer or self.answer,
        )


NO_FAULTS = Faults()
MAX_LATENCY_MS = 120_000


def read_faults(members: object, known_upstreams: Any) -> Faults | str:
    """The faults an object describes, or what is wrong with it."""
    if not isinstance(members, dict):
        return f"must be an object, not {kind_of(members)}"
    for name, value in members.items():
        wrong = _wrong(name, value, known_upstreams)
        if wrong:
            return wrong
    return Faults(**members)


def read_header_faults(text: str, known_upstreams: Any) -> Faults | str:
    """The same as `read_faults`, for the JSON of a request header."""
    try:
        members: Any = json.loads(text)
    except (ValueError, RecursionError):
        return "must be JSON"
    return read_faults(members, known_upstreams)


def _wrong(name: str, value: object, known_upstreams: Any) -> str:
    if name == "upstreams":
        return _wrong_upstreams(value, known_upstreams)
    if name == "refuse":
        return "" if value in REFUSALS else "refuse must be 429 or the four digits of a known code"
    if name == "answer":
        return (
            ""
            if isinstance(value, str) and value in RESPONSE_FAULTS
            else f"answer must be one of {', '.join(RESPONSE_FAULTS)}"
        )
    if name in ("latency_ms", "retry_after_seconds", "every"):
        low = 1 if name == "every" else 0
        right = type(value) is int and low <= value <= MAX_LATENCY_MS
        return "" if right else f"{name} must be a whole number from {low} to {MAX_LATENCY_MS}"
    known = [*Faults.__dataclass_fields__]
    return f"{name} is unknown{suggestion(name, known)}"


def _wrong_upstreams(value: object, known_upstreams: Any) -> str:
    if not isinstance(value, dict):
        return f"upstreams must be an object, not {kind_of(value)}"
    for upstream, failure in value.items():
        if upstream not in known_upstreams:
            return f"upstreams.{upstream} isn't an upstream{suggestion(upstream, known_upstreams)}"
        if not isinstance(failure, str) or failure not in UPSTREAM_FAILURES:
            return f"upstreams.{upstream} must be one of {', '.join(UPSTREAM_FAILURES)}"
    return ""


def refusal_of(faults: Faults, retry_after_seconds: int) -> Refusal | None:
    """The requested refusal; 429 and 503 have a `retry-after` header."""
    if not faults.refuse:
        return None
    wait = (("retry-after", str(faults.retry_after_seconds or retry_after_seconds)),)
    if faults.refuse == "429":
        return Refusal(None, status=429, headers=wait)
    status = PROBLEMS[faults.refuse][0]
    return Refusal(
        faults.refuse, "This refusal was requested by a fault setting.", headers=wait if status == 503 else ()
    )


def event_faults(data: JsonObject) -> object:
    """The `__emulator` object in an event's `data`, or None."""
    return data.get(MEMBER)


def huge_payload() -> list[JsonValue]:
    """10 MB of propositions: nested, wide, and with long strings."""
    item = {"id": "0", "schema": "https://ns.adobe.com/personalization/json-content-item"}
    rows = [
        {"sku": f"SKU-{row:05}", "price": row / 100, "tags": ["trail", "sale"], "stock": {"eu": row, "us": 0}}
        for row in range(40)
    ]
    content = {"title": "A title as long as titles get. " * 12, "rows": rows}
    proposition = {"scope": "huge", "items": [{**item, "data": {"content": content}}]}
    count = HUGE_RESPONSE_BYTES // len(json.dumps(proposition, separators=(",", ":")))
    return [{"id": f"AT:{number}", **proposition} for number in range(count)]
