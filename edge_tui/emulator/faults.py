"""Trouble on demand: by a datastream's `faults` table, by header, or by an event's `data.__emulator`.

All three take the same members, here as JSON in an event:

    {"data": {"__emulator": {"upstreams": {"target": "unavailable"}, "latency_ms": 300}}}

`upstreams` makes the named services fail (the troubles are in `TROUBLES`), `refuse` refuses the
request with a code such as `0004` or `429`, `answer` spoils what is sent back (see `SPOILED`).
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from edge_tui.emulator.problem import PROBLEMS, Refusal
from edge_tui.emulator.toml_reader import suggestion
from edge_tui.model.document import JsonObject, JsonValue, kind_of

HEADER = "x-emulator-faults"
MEMBER = "__emulator"

# How an upstream may fail: the code, and what its title says after the service's name.
TROUBLES = {
    "timeout": ("0200", "did not answer in time."),
    "unavailable": ("0201", "is unavailable for the moment. Try again later."),
    "rejected": ("0202", "could not process the request."),
    "unreachable": ("0203", "could not be called."),
    "warning": ("0204", "completed the request with warnings."),
    "exchange": ("0205", "could not be reached through the data exchange."),
}

SPOILED = {
    "drop": "the connection is closed without an answer",
    "cut": "the connection is closed in the middle of the body",
    "slow": "the body trickles",
    "truncated": "the body is complete to HTTP, its JSON is not",
    "huge": "10 MB of decisions",
    "html": "500 with an HTML page",
    "empty": "500 with no body",
}

HUGE_BYTES = 10_000_000

REFUSALS = ("429", *PROBLEMS)


@dataclass(frozen=True, slots=True)
class Faults:
    """What is to go wrong. With `every` = n a datastream's faults strike each n-th request only."""

    upstreams: dict[str, str] = field(default_factory=dict)
    refuse: str = ""
    retry_after_seconds: int = 0
    latency_ms: int = 0
    answer: str = ""
    every: int = 1

    def joined(self, other: "Faults") -> "Faults":
        """These faults and others; of one thing the others win."""
        return replace(
            self,
            upstreams={**self.upstreams, **other.upstreams},
            refuse=other.refuse or self.refuse,
            retry_after_seconds=other.retry_after_seconds or self.retry_after_seconds,
            latency_ms=other.latency_ms or self.latency_ms,
            answer=other.answer or self.answer,
        )


NO_FAULTS = Faults()
MOST_LATENCY_MS = 120_000


def read_faults(members: object, known_upstreams: Any) -> Faults | str:
    """The faults an object asks for, or a sentence on what is wrong with it."""
    if not isinstance(members, dict):
        return f"must be an object, not {kind_of(members)}"
    for name, value in members.items():
        wrong = _wrong(name, value, known_upstreams)
        if wrong:
            return wrong
    return Faults(**members)


def read_header(text: str, known_upstreams: Any) -> Faults | str:
    """As `read_faults`, of the JSON in a request header."""
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
        return "" if isinstance(value, str) and value in SPOILED else f"answer must be one of {', '.join(SPOILED)}"
    if name in ("latency_ms", "retry_after_seconds", "every"):
        low = 1 if name == "every" else 0
        right = type(value) is int and low <= value <= MOST_LATENCY_MS
        return "" if right else f"{name} must be a whole number from {low} to {MOST_LATENCY_MS}"
    known = [*Faults.__dataclass_fields__]
    return f"{name} is no member of it{suggestion(name, known)}"


def _wrong_upstreams(value: object, known_upstreams: Any) -> str:
    if not isinstance(value, dict):
        return f"upstreams must be an object, not {kind_of(value)}"
    for upstream, trouble in value.items():
        if upstream not in known_upstreams:
            return f"upstreams.{upstream} is no upstream{suggestion(upstream, known_upstreams)}"
        if not isinstance(trouble, str) or trouble not in TROUBLES:
            return f"upstreams.{upstream} must be one of {', '.join(TROUBLES)}"
    return ""


def refusal_of(faults: Faults, retry_after_seconds: int) -> Refusal | None:
    """The refusal that is asked for; 429 and 503 say when to come back."""
    if not faults.refuse:
        return None
    wait = (("retry-after", str(faults.retry_after_seconds or retry_after_seconds)),)
    if faults.refuse == "429":
        return Refusal(None, status=429, headers=wait)
    status = PROBLEMS[faults.refuse][0]
    return Refusal(faults.refuse, "The emulator was asked to refuse this.", headers=wait if status == 503 else ())


def of_event(event_data: JsonObject) -> object:
    """The `__emulator` object in an event's `data`, None where there is none."""
    return event_data.get(MEMBER)


def huge_payload() -> list[JsonValue]:
    """Propositions of 10 MB altogether: deep, wide, and of long texts."""
    item = {"id": "0", "schema": "https://ns.adobe.com/personalization/json-content-item"}
    rows = [
        {"sku": f"SKU-{row:05}", "price": row / 100, "tags": ["trail", "sale"], "stock": {"eu": row, "us": 0}}
        for row in range(40)
    ]
    content = {"title": "A title as long as titles get. " * 12, "rows": rows}
    proposition = {"scope": "huge", "items": [{**item, "data": {"content": content}}]}
    count = HUGE_BYTES // len(json.dumps(proposition, separators=(",", ":")))
    return [{"id": f"AT:{number}", **proposition} for number in range(count)]
