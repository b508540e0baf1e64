"""Members that the gateway would read, if they stood elsewhere: `data` beside `event` instead of inside."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.subject import Part, Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.document import at, join
from edge_tui.model.finding import Suggestion

_ENVELOPE = ("xdm", "data", "query", "meta")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Event members beside the event, XDM fields outside `xdm`, request members inside a v2 event."""
    if not subject.events:
        return
    event = subject.events[0]
    for name in ("xdm", "data"):
        if name in subject.root.members and (name == "data" or subject.context.takes_one_event):
            yield _move(subject, subject.root, name, event.pointer, "beside the event it is not read")
    for holder in (subject.root, *subject.events):
        target = join(event.pointer if holder is subject.root else holder.pointer, "xdm")
        for name in holder.members:
            if name in dictionary.event().fields and name not in _ENVELOPE:
                yield _move(subject, holder, name, target, "outside `xdm` it is not read")
    if subject.context.takes_one_event:
        for event_part in subject.events:
            for name in ("query", "meta"):
                if name in event_part.members:
                    yield _move(subject, event_part, name, "", "in v2 it stands beside the event, not inside")


def _move(subject: Subject, holder: Part, name: str, target: str, reason: str) -> RuleHit:
    place, destination = join(holder.pointer, name), join(target, name)
    source, end = _move_source_and_target(subject, place, destination)
    suggestion = Suggestion(f"move to {end}", source, move_to=end) if end else None
    if holder.members[name] == {}:
        suggestion = Suggestion("remove it", place, remove=True)
    return warning(place, f"{name} belongs at {destination}: {reason}.", suggestion=suggestion, on_name=True)


def _move_source_and_target(subject: Subject, place: str, destination: str) -> tuple[str, str]:
    """What to move, and where: all of it, or its first member that has a free place there; else nowhere."""
    if not isinstance(at(subject.document, destination.rpartition("/")[0], {}), dict):
        return place, ""
    there, members = at(subject.document, destination), at(subject.document, place)
    if there is None:
        return place, destination
    if isinstance(there, dict) and isinstance(members, dict):
        free = next((name for name in members if name not in there), None)
        if free is not None:
            return join(place, free), join(destination, free)
    return place, ""
