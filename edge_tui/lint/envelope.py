"""The envelope: the members of a request, by action and API version."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, warning
from edge_tui.lint.spelling import did_you_mean, nearest, shown
from edge_tui.lint.subject import Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonObject, join, kind_of
from edge_tui.model.request import Action, reshape

_MEMBERS = {
    Action.INTERACT: ("event", "events", "xdm", "data", "query", "meta"),
    Action.COLLECT: ("event", "events", "xdm", "data", "query", "meta"),
    Action.ACQUIRE: ("xdm", "query", "meta"),
    Action.SET_CONSENT: ("identityMap", "consent", "query", "meta"),
    # The Edge extensions of the mobile SDKs put `xdm` beside the events of every call.
    Action.MEDIA: ("event", "events", "xdm", "meta"),
}
_REQUESTS = {
    Action.INTERACT: "an interact",
    Action.COLLECT: "a collect",
    Action.ACQUIRE: "an acquire",
    Action.SET_CONSENT: "a set-consent",
    Action.MEDIA: "a media",
}
_EVENTS = ("event", "events")
_EVENT_MEMBERS = ("xdm", "data", "query", "meta")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Checks the root, then each event (the OpenAPI description of data-collection-apis)."""
    if not isinstance(subject.document, dict):
        yield error("", f"A request must be an object, not {kind_of(subject.document)}.", predicts="0101")
        return
    yield from _unknown_members(subject)
    yield from _wrong_types(subject)
    if subject.context.takes_events:
        yield from _events(subject)


def _events(subject: Subject) -> Iterator[RuleHit]:
    members = subject.root.members
    if "event" not in members and "events" not in members:
        if not any(nearest(name, _EVENTS) for name in members):
            yield error("", "There is no `event`.", predicts="0103")
        return
    if "event" in members and "events" in members:
        ignored, read = ("events", "event") if subject.context.takes_one_event else ("event", "events")
        remove = Suggestion("remove it", f"/{ignored}", remove=True)
        message = f"`{ignored}` is ignored when `{read}` is present."
        yield warning(f"/{ignored}", message, suggestion=remove, on_name=True)
        return
    events = members.get("events", [])
    if not isinstance(events, list):
        yield error("/events", f"`events` must be an array, not {kind_of(events)}.", predicts="0102")
    elif "events" in members and not events:
        yield error("/events", "`events` is empty.", predicts="0104")
    yield from _wrong_version(subject)
    yield from _each_event(subject)


def _wrong_version(subject: Subject) -> Iterator[RuleHit]:
    """`event` where `events` is expected, or vice versa."""
    context, members = subject.context, subject.root.members
    version = context.version
    reshaped = reshape(subject.written, context.action, version)
    fix = None if reshaped is subject.written else Suggestion(f"convert to {version}", "", value=reshaped)
    if context.takes_one_event and "events" in members and "event" not in members:
        count = len(members["events"]) if isinstance(members["events"], list) else 1
        several = "" if count < 2 else f"; send these {count} separately, or use v1 or collect"
        message = f"v2 interact expects one `event`, not `events`{several}."
        yield error("/events", message, predicts="0101", suggestion=fix, on_name=True)
    elif not context.takes_one_event and "event" in members and "events" not in members:
        message = f"{version} {context.action} expects an array of `events`, not one `event`."
        yield error("/event", message, predicts="0101", suggestion=fix, on_name=True)


def _each_event(subject: Subject) -> Iterator[RuleHit]:
    members = subject.root.members
    listed = members.get("events") if isinstance(members.get("events"), list) else []
    single = [("/event", members["event"])] if "event" in members else []
    for pointer, event in [*single, *((join("/events", index), event) for index, event in enumerate(listed or []))]:
        if not isinstance(event, dict):
            yield error(pointer, f"An event must be an object, not {kind_of(event)}.", predicts="0102")
        elif not event:
            yield warning(pointer, "The event is empty: it has neither `xdm` nor `data`.")
    for event_part in subject.events:
        for name in ("xdm", "data"):
            value = event_part.members.get(name)
            if value is not None and not isinstance(value, dict):
                place = join(event_part.pointer, name)
                yield error(place, f"`{name}` must be an object, not {kind_of(value)}.", predicts="0102")


def _wrong_types(subject: Subject) -> Iterator[RuleHit]:
    for name in ("query", "meta", "xdm", "identityMap"):
        value = subject.root.members.get(name)
        if value is not None and not isinstance(value, dict):
            yield error(join("", name), f"`{name}` must be an object, not {kind_of(value)}.", predicts="0102")


def _unknown_members(subject: Subject) -> Iterator[RuleHit]:
    """Fields that belong in `xdm` are left to the rule `misplaced`."""
    has_event = bool(subject.events)
    allowed = _MEMBERS[subject.context.action]
    for name in subject.root.members:
        if name not in allowed and not (has_event and dictionary.belongs_in_xdm(name)):
            yield _unknown_member(
                "", name, subject.root.members, allowed, f"{_REQUESTS[subject.context.action]} request"
            )
    for event in subject.events:
        for name in event.members:
            if name not in _EVENT_MEMBERS and not dictionary.belongs_in_xdm(name):
                yield _unknown_member(event.pointer, name, event.members, _EVENT_MEMBERS, "an event")


def _unknown_member(pointer: str, name: str, members: JsonObject, allowed: tuple[str, ...], holder: str) -> RuleHit:
    near = nearest(name, allowed)
    place = join(pointer, name)
    fix = Suggestion(f"rename to {near}", place, rename=near) if near and near not in members else None
    message = f"{shown(name)} isn't a member of {holder}{did_you_mean(near)}"
    if near in _EVENTS and not any(each in members for each in _EVENTS):
        return error(place, message, predicts="0103", suggestion=fix, on_name=True)
    return warning(place, message, suggestion=fix, on_name=True)
