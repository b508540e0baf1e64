"""What a response says, as facts that can be compared: a problem, a decision for a scope, a segment, a cookie."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from edge_tui.compare.diff import label_of
from edge_tui.compare.nothing_to_compare import words_of
from edge_tui.handles import DECODERS
from edge_tui.handles.personalization_decisions import provider_of, words_for_scope
from edge_tui.handles.query import Query
from edge_tui.model.client_state import short_key
from edge_tui.model.json.document import JsonValue, at, join, kind_of
from edge_tui.model.node import one_line
from edge_tui.model.response import Handle, InteractResponse, Problem

_DECISIONS = "personalization:decisions"
_PROVIDERS = {"TGT": "Target", "AJO": "Journey Optimizer", "EXD": "Offer Decisioning", "ODE": "Offer Decisioning"}
_MAX_LABEL = 60
_MAX_SEGMENTS = 8


class Section(StrEnum):
    """The sections of a comparison, in their order: what people look for comes first."""

    STATUS = "Status"
    PROBLEMS = "Problems"
    DECISIONS = "Decisions"
    SEGMENTS = "Segments and destinations"
    IDENTITY = "Identity and state"
    OTHER = "Other"


# The handle types of each section, in the order of their rows.
_SECTIONS = {
    _DECISIONS: Section.DECISIONS,
    "activation:pull": Section.SEGMENTS,
    "activation:push": Section.SEGMENTS,
    "identity:result": Section.IDENTITY,
    "identity:persist": Section.IDENTITY,
    "state:store": Section.IDENTITY,
    "locationHint:result": Section.IDENTITY,
    "consent:preferences": Section.IDENTITY,
    "identity:exchange": Section.IDENTITY,
}
_RANKS = {handle_type: rank for rank, handle_type in enumerate(_SECTIONS)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a response says. Facts of two responses with one `section` and `label` belong together.

    `identity` tells apart several with one label: the activity of a proposition. `path` is the
    place of `value` as ignored paths write it, `pointer` its place in the body. `scope` is a
    proposition's. `words` is the reading where no decoder has one.
    """

    section: Section
    label: str
    value: JsonValue
    pointer: str
    path: tuple[str, ...]
    identity: str = ""
    handle_type: str = ""
    scope: str = ""
    words: str = ""

    @property
    def service(self) -> str:
        """The service that decided, empty for what isn't a decision."""
        provider = provider_of(self.value) if self.handle_type == _DECISIONS else ""
        return _PROVIDERS.get(provider, provider)

    @property
    def comparable(self) -> JsonValue:
        """The value without what another organization or visitor changes in it: the organization in a cookie's key."""
        key = _text(self.value, "/key") if self.handle_type == "state:store" else ""
        if key and isinstance(self.value, dict):
            return {**self.value, "key": short_key(key)}
        return self.value

    @property
    def rank(self) -> int:
        """The order within the section."""
        return _RANKS.get(self.handle_type, len(_RANKS))

    def reading(self, now: datetime) -> str:
        """The value in a few words, as the tree of the response has them."""
        if self.words or not self.handle_type:
            return self.words
        decoder = DECODERS.get(self.handle_type)
        node = decoder.read(self.value, self.pointer, now) if decoder else None
        words = (node.value if node else "") or one_line(self.value)
        if self.handle_type == "activation:pull":
            return one_line(": ".join([words, *_segments(self.value)]))
        # The label names the service already.
        return words.removeprefix(f"{provider_of(self.value)} · ") if self.handle_type == _DECISIONS else words


def facts_of(response: InteractResponse, now: datetime) -> Iterator[Fact]:
    """All facts of a response, each payload item in one of them, in document order."""
    refusal = (response.problem,) if response.problem else ()
    for member, problems in (("errors", (*refusal, *response.errors)), ("warnings", response.warnings)):
        for problem in problems:
            yield _problem(problem, member)
    if response.problem:
        return
    for handle in response.handles:
        yield from _of_handle(handle, now)
    for name, value in response.others.items():
        yield Fact(Section.OTHER, name or "body", value, join("", name), (name,), words=_brief(value))


def missing_scopes(query: Query, facts: Sequence[Fact]) -> tuple[str, ...]:
    """The requested scopes and surfaces without a decision; base64 padding is ignored."""
    decided = {fact.scope.rstrip("=") for fact in facts if fact.scope}
    views = any(at(fact.value, "/scopeDetails/characteristics/scopeType") == "view" for fact in facts if fact.scope)
    return tuple(
        scope
        for scope in query.scopes_and_surfaces
        if scope.rstrip("=") not in decided and not (views and scope == "__view__")
    )


def _problem(problem: Problem, member: str) -> Fact:
    label = problem.name if problem.code else str(problem.status or problem.type)
    mark = "✖" if member == "errors" else "▲"
    path = (member, label_of(problem.members))
    words = f"{mark} {one_line(words_of(problem))}".rstrip()
    return Fact(Section.PROBLEMS, label, problem.members, problem.pointer, path, words=words)


def _of_handle(handle: Handle, now: datetime) -> Iterator[Fact]:
    section = _SECTIONS.get(handle.type, Section.OTHER)
    event = f" · event {handle.event_index}" if handle.event_index else ""
    document = {"type": handle.type, "payload": handle.payload}
    if handle.event_index is not None:
        document["eventIndex"] = handle.event_index
    path = ("handle", label_of(document))
    if not handle.items:
        is_empty = handle.payload == []
        words = "empty" if is_empty else f"{kind_of(handle.payload)} instead of an array"
        yield Fact(
            section, handle.type + event, handle.payload, handle.pointer, path, handle_type=handle.type, words=words
        )
    label = _LABELS.get(handle.type)
    for index, item in enumerate(handle.items):
        name = (label(item, now) if label else "") or f"{handle.type} {index + 1}"
        is_decision = handle.type == _DECISIONS
        yield Fact(
            section,
            one_line(name)[:_MAX_LABEL] + event,
            item,
            join(handle.pointer, "payload", index),
            (*path, "payload", label_of(item, str(index))),
            _activity(item) if is_decision else "",
            handle.type,
            _text(item, "/scope") if is_decision else "",
            "" if handle.type in DECODERS else _brief(item),
        )
    for name, value in handle.others.items():
        yield Fact(
            Section.OTHER,
            f"{handle.type} {name}{event}",
            value,
            join(handle.pointer, name),
            (*path, name),
            words=_brief(value),
        )


def _brief(value: JsonValue) -> str:
    return one_line(value)


def _text(item: JsonValue, pointer: str) -> str:
    found = at(item, pointer)
    return found if isinstance(found, str) else ""


def _activity(item: JsonValue) -> str:
    found = at(item, "/scopeDetails/activity/id", at(item, "/activity/id"))
    return str(found) if isinstance(found, str | int) else ""


def _of_decision(item: JsonValue, now: datetime) -> str:
    provider = provider_of(item)
    scope = words_for_scope(_text(item, "/scope"), now)
    return f"{scope} · {_PROVIDERS.get(provider, provider)}" if provider else scope


def _of_destination(item: JsonValue, _now: datetime) -> str:
    return _text(item, "/alias") or _text(item, "/destinationId") or _text(item, "/id")


def _segments(item: JsonValue) -> list[str]:
    """The first segments of a destination, as one text; none without segments."""
    segments = at(item, "/segments")
    names = [_text(each, "/id") for each in segments[:_MAX_SEGMENTS]] if isinstance(segments, list) else []
    more = ["…"] if isinstance(segments, list) and len(segments) > len(names) else []
    return [", ".join([*filter(None, names), *more])] if any(names) else []


def _of_side_effect(item: JsonValue, _now: datetime) -> str:
    name = _text(item, "/spec/name")
    if name:
        return f"cookie {name}"
    return f"URL {_place(_text(item, '/spec/url'))}"


def _of_sync(item: JsonValue, _now: datetime) -> str:
    return f"ID sync {_place(_text(item, '/spec/url')).partition('/')[0]}"


def _place(url: str) -> str:
    """Host and path: the query is different for each visitor."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc + parts.path


def _of_cookie(item: JsonValue, _now: datetime) -> str:
    key = _text(item, "/key")
    return f"{short_key(key)} cookie" if key else ""


def _of_hint(item: JsonValue, _now: datetime) -> str:
    scope = _text(item, "/scope")
    return "location hint" if scope == "EdgeNetwork" else f"{scope} hint" if scope else ""


_LABELS: dict[str, Callable[[Any, datetime], str]] = {
    _DECISIONS: _of_decision,
    "activation:pull": _of_destination,
    "activation:push": _of_side_effect,
    "identity:result": lambda item, _: _text(item, "/namespace/code"),
    "state:store": _of_cookie,
    "locationHint:result": _of_hint,
    "identity:exchange": _of_sync,
    "consent:preferences": lambda _item, _now: "consent",
}
