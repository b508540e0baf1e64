"""A request's body as a tree: its events with their fields by path, what it asks for, and what lint found in place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from edge_tui.model.exchange import Exchange
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, join, parse
from edge_tui.model.node import Node, Tone, branch, one_line
from edge_tui.model.text import counted
from edge_tui.values.opening import node_of

# Members of an event that the Web SDK adds by itself, from its option `context` (Web SDK, configure).
_CONTEXT = ("device", "environment", "placeContext", "implementationDetails", "highEntropyUserAgentHints")
_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.NAME}
_SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.INFO: "·"}
# An event with more fields than these is shown by its objects.
_MAX_FIELDS = 60
_MAX_NAMED = 4
_LEAST_OFFSET_MS = 1


@dataclass(frozen=True)
class _Reading:
    """What the nodes need besides the values."""

    findings: Sequence[Finding]
    now: datetime
    sent_at: datetime

    def near(self, pointer: str) -> list[Finding]:
        """The findings at a place or below it, worst first."""
        found = [each for each in self.findings if each.pointer == pointer or each.pointer.startswith(pointer + "/")]
        return sorted(found, key=lambda each: list(_TONES).index(each.severity))


def request_outline(exchange: Exchange, findings: Sequence[Finding], now: datetime) -> Node:
    """The tree of what was sent. `findings` are lint's about the request's body."""
    body = parse(exchange.request.body)
    if isinstance(body, ParseError):
        empty = not exchange.request.body.strip()
        note = "The source didn't record the body of this request." if empty else str(body)
        value = "not recorded" if empty else "not JSON"
        return Node("request", value, Tone.WARNING, branches=branch(Node("body", value, Tone.WARNING, note=note)))
    reading = _Reading(findings, now, exchange.sent_at)
    return Node("request", "", Tone.PLAIN, "", body, branches=lambda: _members(body, reading))


def _members(body: JsonValue, reading: _Reading) -> Iterator[Node]:
    if not isinstance(body, dict):
        yield node_of("body", body, "", reading.now)
        return
    shown: list[str] = []
    for pointer, event in _events(body):
        shown.append(pointer)
        yield _event(pointer, event, reading)
    for name, value in body.items():
        if name == "event" and isinstance(value, dict):
            continue
        if name == "events" and isinstance(value, list) and value:
            for index, item in enumerate(value):
                if not isinstance(item, dict):
                    yield node_of(f"events[{index}]", item, f"/events/{index}", reading.now)
            continue
        pointer = join("", name)
        shown.append(pointer)
        yield from _other(name, value, pointer, reading)
    yield from _unplaced(reading, shown)


def _events(body: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    if isinstance(body.get("event"), dict):
        yield "/event", body["event"]
    events = body.get("events")
    for index, event in enumerate(events if isinstance(events, list) else []):
        if isinstance(event, dict):
            yield f"/events/{index}", event


def _event(pointer: str, event: JsonObject, reading: _Reading) -> Node:
    kind = at(event, "/xdm/eventType")
    label = "event" if pointer == "/event" else f"events[{pointer.rpartition('/')[2]}]"
    return Node(
        label,
        one_line(kind) if isinstance(kind, str) else "",
        Tone.HEADING,
        pointer,
        event,
        opened=True,
        branches=lambda: _fields(pointer, event, reading),
    )


def _fields(pointer: str, event: JsonObject, reading: _Reading) -> Iterator[Node]:
    """The event's fields, those of `xdm` by their paths without it; what the SDK adds comes last, closed."""
    xdm = event.get("xdm")
    place = join(pointer, "xdm")
    own = {name: value for name, value in xdm.items() if name not in _CONTEXT} if isinstance(xdm, dict) else {}
    nodes = list(_paths("", own, place, reading)) if own else []
    if xdm == {}:
        nodes.append(_field("xdm", xdm, place, reading))
    nodes += [
        node
        for name, value in event.items()
        if name != "xdm" or not isinstance(xdm, dict)
        for node in _other(name, value, join(pointer, name), reading)
    ]
    first = [node for node in nodes if node.label.endswith("eventType")]
    yield from first
    yield from _missing(pointer, nodes, reading)
    yield from (node for node in nodes if node not in first)
    added = {name: xdm[name] for name in _CONTEXT if name in xdm} if isinstance(xdm, dict) else {}
    if added:
        members = [node for name, value in added.items() for node in _paths(name, value, join(place, name), reading)]
        yield Node(
            "added by the SDK",
            ", ".join(added),
            Tone.DIM,
            note="Context that the Web SDK collects automatically; its option context turns parts of it off.",
            branches=branch(*members),
        )


def _missing(pointer: str, nodes: Sequence[Node], reading: _Reading) -> Iterator[Node]:
    """Findings about the event that no field of it shows: what is missing, and what concerns the whole."""
    shown = [node.pointer for node in nodes if node.pointer is not None]
    for finding in reading.near(pointer):
        if not any(_is_at(finding.pointer, place) for place in shown):
            yield _finding_node(finding)


def _unplaced(reading: _Reading, shown: Sequence[str]) -> Iterator[Node]:
    for finding in reading.findings:
        if not any(_is_at(finding.pointer, place) for place in shown):
            yield _finding_node(finding)


def _is_at(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(place + "/")


def _finding_node(finding: Finding) -> Node:
    return Node(
        f"{_SIGNS[finding.severity]} {finding.rule.replace('-', ' ')}",
        one_line(finding.message),
        _TONES[finding.severity],
        finding.pointer,
        note=finding.message,
    )


def _paths(path: str, value: JsonValue, pointer: str, reading: _Reading) -> Iterator[Node]:
    """An object's fields by dotted paths; by its members where these would be too many."""
    if not isinstance(value, dict) or not value:
        yield _field(path, value, pointer, reading)
        return
    if path and _size(value) > _MAX_FIELDS:
        yield _field(path, value, pointer, reading)
        return
    for name, member in value.items():
        below, place = f"{path}.{name}" if path else name, join(pointer, name)
        if name == "identityMap" and isinstance(member, dict):
            yield _marked(_identity_map(below, member, place, reading), reading)
        else:
            yield from _paths(below, member, place, reading)


def _size(value: JsonValue) -> int:
    """The number of fields below a value, counted as far as it matters."""
    waiting, count = [value], 0
    while waiting and count <= _MAX_FIELDS:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting.extend(each.values())
        else:
            count += 1
    return count + len(waiting)


def _field(path: str, value: JsonValue, pointer: str, reading: _Reading) -> Node:
    node = node_of(path, value, pointer, reading.now)
    if path == "timestamp" and isinstance(value, str) and (offset := _offset(value, reading.sent_at)):
        node = replace(node, value=f"{node.value}  {offset}", note="The time on the right is counted from the request.")
    return _marked(node, reading)


def _offset(timestamp: str, sent_at: datetime) -> str:
    """How long before or after the request a timestamp is: `−2 ms`."""
    try:
        moment = datetime.fromisoformat(timestamp)
        milliseconds = (moment - sent_at).total_seconds() * 1000
    except (ValueError, TypeError, OverflowError):
        return ""
    if abs(milliseconds) < _LEAST_OFFSET_MS:
        return "at once"
    sign = "+" if milliseconds > 0 else "−"
    size = abs(milliseconds)
    return f"{sign}{size:.0f} ms" if size < 10_000 else f"{sign}{size / 1000:.0f} s"


def _identity_map(label: str, value: JsonObject, pointer: str, reading: _Reading) -> Node:
    parts = []
    for namespace, items in value.items():
        first = at(items, "/0")
        identity = at(first, "/id")
        words = f"{namespace} {_short(identity)}" if isinstance(identity, str) else namespace
        parts.append(words + (" primary" if at(first, "/primary") is True else ""))
    return replace(node_of(label, value, pointer, reading.now), value=one_line(" · ".join(parts)))


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:4]}…{text[-4:]}"


def _marked(node: Node, reading: _Reading) -> Node:
    """A node with what lint says about it: a sign before its label, and the sentences above its value."""
    found = reading.near(node.pointer or "") if node.pointer else []
    if not found:
        return node
    worst = found[0]
    sentences = "\n".join(dict.fromkeys(each.message for each in found))
    note = f"{sentences}\n{node.note}" if node.note else sentences
    label = f"{_SIGNS[worst.severity]} {node.label}"
    return replace(node, label=label, tone=_TONES[worst.severity], note=note)


def _other(name: str, value: JsonValue, pointer: str, reading: _Reading) -> Iterator[Node]:
    """A member beside the events: the query by what it asks for, anything else by its members."""
    if name == "query" and isinstance(value, dict) and value:
        for part, asked in value.items():
            yield _marked(_query(f"query.{part}", asked, join(pointer, part), reading), reading)
    elif name == "meta" and isinstance(value, dict) and value:
        for part, member in value.items():
            node = node_of(f"meta.{part}", member, join(pointer, part), reading.now)
            yield _marked(replace(node, value=_meta_words(part, member) or node.value), reading)
    elif name == "data" and isinstance(value, dict) and value:
        yield from _paths(name, value, pointer, reading)
    else:
        yield _marked(node_of(name, value, pointer, reading.now), reading)


def _query(label: str, asked: JsonValue, pointer: str, reading: _Reading) -> Node:
    node = node_of(label, asked, pointer, reading.now)
    words = [
        _listed(listed, noun)
        for member, noun in (("decisionScopes", "scope"), ("surfaces", "surface"), ("fetch", "namespace"))
        if isinstance(listed := at(asked, f"/{member}"), list)
    ]
    return replace(node, value=one_line(" · ".join(words)) or node.value)


def _listed(listed: list[JsonValue], noun: str) -> str:
    names = [each if len(each) <= 24 else each[:23] + "…" for each in listed[:_MAX_NAMED] if isinstance(each, str)]
    more = ", …" if len(listed) > _MAX_NAMED else ""
    return f"{counted(len(listed), noun)}: {', '.join(names)}{more}"


def _meta_words(part: str, member: JsonValue) -> str:
    if part == "state" and isinstance(member, dict):
        entries = member.get("entries")
        words = [counted(len(entries), "entry", "entries")] if isinstance(entries, list) else []
        words += ["cookiesEnabled"] if member.get("cookiesEnabled") is True else []
        words += [member["domain"]] if isinstance(member.get("domain"), str) else []
        return one_line(" · ".join(filter(None, words)))
    if part == "configOverrides" and isinstance(member, dict):
        return one_line(", ".join(member))
    return ""
