"""One identity of an event is its primary one; a server's event must say which."""

from collections.abc import Iterator
from itertools import groupby

from edge_tui.lint.remark import Remark, error, warning
from edge_tui.lint.subject import Identity, Part, Subject
from edge_tui.model.document import join
from edge_tui.model.finding import Suggestion


def check(subject: Subject) -> Iterator[Remark]:
    """None on an authenticated call is refused (EXEG-0306-400); several leave it to chance."""
    for _, group in groupby(subject.identities, key=_map_of):
        primaries = [identity for identity in group if identity.is_primary]
        for extra in primaries[1:]:
            place = join(extra.pointer, "primary")
            message = f"{primaries[0].namespace} is primary already: an event has one primary identity."
            mend = Suggestion("write false", place, value=False)
            if subject.context.authenticated:
                yield error(place, message, predicts="0306", suggestion=mend)
            else:
                yield warning(place, message, suggestion=mend)
    if subject.context.authenticated and subject.context.takes_events:
        shared = [each for each in subject.identities if each.pointer.startswith("/xdm/")]
        if not any(identity.is_primary for identity in shared):
            yield from (remark for event in subject.events for remark in _without_primary(subject, event))


def _without_primary(subject: Subject, event: Part) -> Iterator[Remark]:
    own = [each for each in subject.identities if each.pointer.startswith(event.pointer + "/")]
    if any(identity.is_primary for identity in own):
        return
    yield error(
        _map_of(own[0]) if own else event.pointer,
        "An authenticated event needs one identity with `primary: true`.",
        predicts="0306",
        suggestion=_suggestion(own),
    )


def _map_of(identity: Identity) -> str:
    return identity.pointer.rsplit("/", 2)[0]


def _suggestion(own: list[Identity]) -> Suggestion | None:
    first = next((identity for identity in own if isinstance(identity.value, dict)), None)
    if first is None:
        return None
    return Suggestion(f"make {first.namespace} primary", join(first.pointer, "primary"), value=True)
