"""An event has at most one primary identity; an authenticated event must have one."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, warning
from edge_tui.lint.subject import Identity, Part, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import at, join

# Nothing that would end a placeholder.
_EMAIL = re.compile(r"[^\s{}@]+@[^\s{}@]+")


def check(subject: Subject) -> Iterator[RuleHit]:
    """An authenticated call with none or several is rejected (EXEG-0306-400)."""
    shared = [identity for identity in subject.identities if identity.pointer.startswith("/xdm/")]
    for event in subject.events:
        own = [identity for identity in subject.identities if identity.pointer.startswith(event.pointer + "/")]
        named = {identity.namespace for identity in own}
        known = [*own, *(identity for identity in shared if identity.namespace not in named)]
        visitor = subject.context.visitor_primary
        joins = bool(visitor) and visitor not in {identity.namespace for identity in known}
        primaries = [identity for identity in known if identity.is_primary]
        if primaries:
            first = f"The visitor's {visitor}" if joins else primaries[0].namespace
            yield from (_extra(extra, first, subject) for extra in (primaries if joins else primaries[1:]))
        elif not joins and subject.context.authenticated:
            yield _missing(event, known)


def _extra(extra: Identity, first: str, subject: Subject) -> RuleHit:
    place = join(extra.pointer, "primary")
    message = f"{first} is already primary: an event can have only one primary identity."
    fix = Suggestion("write false", place, value=False)
    if subject.context.authenticated:
        return error(place, message, predicts="0306", suggestion=fix)
    return warning(place, message, suggestion=fix)


def _missing(event: Part, known: list[Identity]) -> RuleHit:
    return error(
        _map_of(known[0]) if known else event.pointer,
        "An authenticated event needs one identity with `primary: true`.",
        predicts="0306",
        suggestion=_made_primary(known) or _added(event),
    )


def _map_of(identity: Identity) -> str:
    return identity.pointer.rsplit("/", 2)[0]


def _made_primary(own: list[Identity]) -> Suggestion | None:
    first = next((identity for identity in own if isinstance(identity.value, dict)), None)
    if first is None:
        return None
    return Suggestion(f"make {first.namespace} primary", join(first.pointer, "primary"), value=True)


def _added(event: Part) -> Suggestion:
    """An identity that is known: the e-mail address in the event, hashed, or else the visitor's ECID."""
    place = join(event.pointer, "xdm", "identityMap")
    address = at(event.members, "/xdm/personalEmail/address")
    if isinstance(address, str) and _EMAIL.fullmatch(address):
        title, namespace, identity = "add the hashed e-mail as primary", "Email_LC_SHA256", f"{{{{sha256:{address}}}}}"
    else:
        title, namespace, identity = "add the visitor's ECID as primary", "ECID", "{{ecid}}"
    return Suggestion(title, join(place, namespace), value=[{"id": identity, "primary": True}])
