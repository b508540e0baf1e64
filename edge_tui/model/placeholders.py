"""Placeholders in an event's strings, such as `{{now}}`: found, previewed, and filled when sent."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from edge_tui.model.document import JsonValue, join

PATTERN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)

# These hold credentials, and an event is written to history as it was sent.
SECRET_VARIABLES = frozenset({"EDGE_TUI_CLIENT_SECRET", "EDGE_TUI_ACCESS_TOKEN"})

KNOWN = {
    "now": "the time of sending, ISO 8601 in UTC",
    "uuid": "a fresh UUIDv4, another one at each place",
    "ecid": "the visitor's ECID, or a new one for a visitor that has none yet",
    "sha256:…": "SHA-256 of the trimmed, lower-cased value, in hexadecimal",
    "env:NAME": "the environment variable NAME",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where values come from. `ecid` is the visitor's own, or one minted for this send."""

    now: datetime
    new_uuid: Callable[[], str]
    ecid: str
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hole:
    """A placeholder that cannot be filled, and why. `pointer` leads to the string that holds it."""

    pointer: str
    placeholder: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A document with every placeholder filled, or left as it stands and named among `holes`."""

    document: JsonValue
    holes: tuple[Hole, ...]


def fill(document: JsonValue, sources: Sources) -> Filled:
    """Fills the placeholders in every string value of a document; names are left alone."""
    holes: list[Hole] = []
    filled = _fill(document, "", sources, holes)
    return Filled(filled, tuple(holes))


def _fill(value: JsonValue, pointer: str, sources: Sources, holes: list[Hole]) -> JsonValue:
    if isinstance(value, dict):
        return {name: _fill(member, join(pointer, name), sources, holes) for name, member in value.items()}
    if isinstance(value, list):
        return [_fill(item, join(pointer, index), sources, holes) for index, item in enumerate(value)]
    if not isinstance(value, str) or "{{" not in value:
        return value

    def replacement(match: re.Match[str]) -> str:
        try:
            return resolve(match[1], sources)
        except LookupError as error:
            holes.append(Hole(pointer, match[0], str(error.args[0])))
            return match[0]

    return PATTERN.sub(replacement, value)


def find(text: str) -> Iterator[re.Match[str]]:
    """The placeholders in a text; group 1 is what stands between the braces."""
    return PATTERN.finditer(text)


def resolve(expression: str, sources: Sources) -> str:
    """What a placeholder becomes; raises `LookupError` with the reason when it cannot be filled."""
    name, colon, argument = expression.strip().partition(":")
    match name.strip(), bool(colon):
        case "now", False:
            return iso(sources.now)
        case "uuid", False:
            return sources.new_uuid()
        case "ecid", False:
            return sources.ecid
        case "sha256", True:
            return hashlib.sha256(argument.strip().lower().encode()).hexdigest()
        case "env", True:
            return _variable(argument.strip(), sources.environ)
    known = ", ".join("{{" + each + "}}" for each in KNOWN)
    raise LookupError(f"there is no placeholder {{{{{expression}}}}}; there are {known}")


def _variable(name: str, environ: Mapping[str, str]) -> str:
    if name in SECRET_VARIABLES:
        raise LookupError(f"{name} is a secret: it is never written into an event")
    if name not in environ:
        raise LookupError(f"the environment has no variable {name}: set it before edge-tui starts")
    return environ[name]


def iso(moment: datetime) -> str:
    """A moment as XDM wants it: ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
