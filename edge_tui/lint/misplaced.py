"""Members that are ignored where they are, such as `data` next to `event` instead of inside."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, info, warning
from edge_tui.lint.subject import Part, Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import at, join

_ENVELOPE = ("xdm", "data", "query", "meta")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Event members next to the event, XDM fields outside `xdm`, request members inside a v2 event."""
    if not subject.events:
        return
    event = subject.events[0]
    for name in ("xdm", "data"):
        if name in subject.root.members and (name == "data" or subject.context.takes_one_event):
            yield _move(subject, subject.root, name, event.pointer)
    for holder in (subject.root, *subject.events):
        target = join(event.pointer if holder is subject.root else holder.pointer, "xdm")
        for name in holder.members:
            if name not in _ENVELOPE and dictionary.belongs_in_xdm(name):
                yield _move(subject, holder, name, target)
    yield from _in_data(subject)
    in_data = (each for each in subject.events if isinstance(at(each.members, "/data/identityMap"), dict))
    yield from (_identities(subject, each) for each in in_data)
    if subject.context.takes_one_event:
        for event_part in subject.events:
            for name in ("query", "meta"):
                if name in event_part.members:
                    yield _move(subject, event_part, name, "")


def _in_data(subject: Subject) -> Iterator[RuleHit]:
    """An event whose `xdm` is inside of its `data`, where it is data like any other."""
    for event in subject.events:
        if "xdm" not in event.members and isinstance(at(event.members, "/data/xdm"), dict):
            yield _move(subject, Part(join(event.pointer, "data"), event.members["data"]), "xdm", event.pointer)


def _identities(subject: Subject, event: Part) -> RuleHit:
    place, destination = join(event.pointer, "data", "identityMap"), join(event.pointer, "xdm", "identityMap")
    source, end = _move_source_and_target(subject, place, destination)
    suggestion = Suggestion(f"move to {end}", source, move_to=end) if end else None
    return info(
        place,
        "Identities in data don't identify the visitor: it is known before Data Prep maps data.",
        suggestion=suggestion,
        on_name=True,
    )


def _move(subject: Subject, holder: Part, name: str, target: str) -> RuleHit:
    place, destination = join(holder.pointer, name), join(target, name)
    source, end = _move_source_and_target(subject, place, destination)
    suggestion = Suggestion(f"move to {end}", source, move_to=end) if end else None
    if holder.members[name] == {}:
        suggestion = Suggestion("remove it", place, remove=True)
    return warning(place, f"{name} is ignored here: it belongs at {destination}.", suggestion=suggestion, on_name=True)


def _move_source_and_target(subject: Subject, place: str, destination: str) -> tuple[str, str]:
    """The pointers to move from and to: the whole value, or its first member that doesn't exist there yet.

    The second one is empty when nothing can be moved.
    """
    if not isinstance(at(subject.document, destination.rpartition("/")[0], {}), dict):
        return place, ""
    existing, members = at(subject.document, destination), at(subject.document, place)
    if existing is None:
        return place, destination
    if isinstance(existing, dict) and isinstance(members, dict):
        missing = next((name for name in members if name not in existing), None)
        if missing is not None:
            return join(place, missing), join(destination, missing)
    return place, ""
