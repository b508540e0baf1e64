"""Placeholders in an event's strings, such as `{{now}}`: found, previewed, and resolved when sent."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from edge_tui.model.json.document import JsonValue, ParseError, at, compact, join, parse, strings

PATTERN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)

# These hold credentials, and events are stored in history as sent.
SECRET_VARIABLES = frozenset({"EDGE_TUI_CLIENT_SECRET", "EDGE_TUI_ACCESS_TOKEN"})

KNOWN = {
    "now": "the time of sending, ISO 8601 in UTC",
    "uuid": "a new UUIDv4 at each occurrence",
    "ecid": "the visitor's ECID, or a new one for a visitor without one",
    "sha256:…": "SHA-256 of the trimmed, lower-cased value, in hexadecimal",
    "env:NAME": "the environment variable NAME",
    "now-5m": "the time of sending, shifted by seconds, minutes, hours or days: -30s, +2h, -1d",
    "var:NAME": "a variable of the visitor, or of the profile",
    "ask:WORDS": "a value you are prompted for on the first send",
    "json:…": "the value of another placeholder read as JSON, such as a number: json:ask:price",
    "!TEXT": "the literal text {{TEXT}}, sent unresolved",
    "last:/POINTER": "a value from the last response, by JSON pointer or as TYPE/POINTER into a handle's payload",
}

_SHIFTED_NOW = re.compile(r"now\s*([+-])\s*(\d{1,9})\s*([smhd])")
_NAMES = frozenset({"now", "uuid", "ecid", "sha256:", "env:", "var:", "ask:", "last:", "json:"})
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of values. `ecid` is the visitor's, or one generated for this send.

    `variables` are the profile's and the visitor's, `answers` the values entered for `{{ask:…}}`
    by question, `last` the body of the last response, None before the first. `origin` says where
    the event came from, empty for one written here: any other may read only the environment
    variables in `allowed`, which are names or prefixes such as `ACME_*`.
    """

    now: datetime
    new_uuid: Callable[[], str]
    ecid: str
    environ: Mapping[str, str]
    variables: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    last: JsonValue = None
    origin: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnresolvedPlaceholder:
    """A placeholder that can't be resolved, and why. `pointer` is that of the string containing it.

    `is_pending` when it can be resolved later: with the user's input, or the next response.
    """

    pointer: str
    placeholder: str
    reason: str
    is_pending: bool = False


class NotYetAvailableError(LookupError):
    """The value of a placeholder isn't available yet, but will be."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A document with its placeholders resolved; those that can't be are unchanged and in `unresolved`."""

    document: JsonValue
    unresolved: tuple[UnresolvedPlaceholder, ...]


def fill(document: JsonValue, sources: Sources) -> Filled:
    """Resolves the placeholders in every string value of a document, not in property names.

    A string that consists of `{{last:…}}` alone becomes the value itself, even a number or an object, and
    one of `{{json:…}}` alone what the value of the placeholder inside it is as JSON.
    """
    unresolved: list[UnresolvedPlaceholder] = []
    filled = _fill(document, (), sources, unresolved)
    return Filled(filled, tuple(unresolved))


def _fill(
    value: JsonValue, path: tuple[str | int, ...], sources: Sources, unresolved: list[UnresolvedPlaceholder]
) -> JsonValue:
    if isinstance(value, dict):
        return {name: _fill(member, (*path, name), sources, unresolved) for name, member in value.items()}
    if isinstance(value, list):
        return [_fill(item, (*path, index), sources, unresolved) for index, item in enumerate(value)]
    if not isinstance(value, str) or "{{" not in value:
        return value

    whole = PATTERN.fullmatch(value)
    if whole is not None and whole[1].strip().startswith(("last:", "json:")):
        try:
            return _value_of(whole[1].strip(), sources)
        except LookupError as error:
            unresolved.append(
                UnresolvedPlaceholder(
                    join("", *path), value, str(error.args[0]), isinstance(error, NotYetAvailableError)
                )
            )
            return value

    def replacement(match: re.Match[str]) -> str:
        try:
            return resolve(match[1], sources)
        except LookupError as error:
            unresolved.append(
                UnresolvedPlaceholder(
                    join("", *path), match[0], str(error.args[0]), isinstance(error, NotYetAvailableError)
                )
            )
            return match[0]

    return PATTERN.sub(replacement, value)


def _value_of(expression: str, sources: Sources) -> JsonValue:
    """The value of a placeholder that may be more than a text; raises `LookupError`."""
    if expression.startswith("last:"):
        return _from_last_response(expression.removeprefix("last:").strip(), sources)
    inner = without_json(expression)
    if inner.startswith("last:"):
        return _value_of(inner, sources)
    value = parse(resolve(inner, sources))
    if isinstance(value, ParseError):
        # The value may be a secret: it isn't quoted.
        raise LookupError(f"the value of {inner} isn't JSON: a number is written 12.5, a text in double quotes")
    return value


def without_json(expression: str) -> str:
    """The placeholder inside `json:`: `ask:price` of `json:ask:price`; another one as it is."""
    inner = expression.strip()
    while inner.startswith("json:"):
        inner = inner.removeprefix("json:").strip()
    return inner


def find(text: str) -> Iterator[re.Match[str]]:
    """The placeholders in a text; group 1 is the text between the braces."""
    return PATTERN.finditer(text)


def is_known(expression: str) -> bool:
    """Whether the text between the braces is a placeholder of edge-tui, not one of another tool."""
    name, colon, _ = expression.strip().partition(":")
    is_named = f"{name.strip()}{':' if colon else ''}" in _NAMES
    return is_named or expression.startswith("!") or bool(_SHIFTED_NOW.fullmatch(expression.strip()))


def is_new_each_send(expression: str) -> bool:
    """Whether a placeholder has another value in every send, whatever the visitor, the profile and the user enter."""
    return expression.strip() in ("now", "uuid") or bool(_SHIFTED_NOW.fullmatch(expression.strip()))


def resolve(expression: str, sources: Sources) -> str:
    """The value of a placeholder; raises `LookupError` with the reason when it can't be resolved."""
    if expression.startswith("!"):
        return "{{" + expression[1:] + "}}"
    shifted = _SHIFTED_NOW.fullmatch(expression.strip())
    if shifted is not None:
        return _shifted(sources.now, shifted)
    name, colon, argument = expression.strip().partition(":")
    match name.strip(), bool(colon):
        case "now", False:
            return iso(sources.now)
        case "uuid", False:
            return sources.new_uuid()
        case "ecid", False:
            return sources.ecid
        case "sha256", True:
            return _sha256(argument.strip().lower())
        case "env", True:
            return _variable(argument.strip(), sources)
        case "var", True:
            _check_permission("var", argument.strip(), sources)
            return _variable_of(
                sources.variables, argument.strip(), "neither the visitor nor the profile has a variable"
            )
        case "ask", True:
            return _prompted_value(argument.strip(), sources)
        case "json", True:
            return resolve(without_json(argument), sources)
        case "last", True:
            found = _from_last_response(argument.strip(), sources)
            return found if isinstance(found, str) else compact(found)
    known = ", ".join("{{" + each + "}}" for each in KNOWN)
    raise LookupError(f"unknown placeholder {{{{{expression}}}}}; use one of {known}")


def _sha256(text: str) -> str:
    if "{{" in text:
        raise LookupError("a placeholder inside of sha256: isn't filled; write the value itself")
    # Loads OpenSSL.
    import hashlib

    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise LookupError("half of a surrogate pair can't be hashed") from None


def _variable(name: str, sources: Sources) -> str:
    # Names of environment variables are case-insensitive on Windows.
    if name.upper() in SECRET_VARIABLES:
        raise LookupError(f"{name} is a secret and never goes into an event")
    if sources.origin and not is_allowed(name, sources.allowed):
        raise NotYetAvailableError(
            f"the event came from {sources.origin}, which isn't allowed to read the environment variable {name} yet"
        )
    if name not in sources.environ:
        raise LookupError(f"the environment variable {name} isn't set: set it before you start edge-tui")
    return sources.environ[name]


def _check_permission(kind: str, argument: str, sources: Sources) -> None:
    """Raises `LookupError` for a value kept on this machine that an event from elsewhere may not read yet."""
    if sources.origin and not is_allowed(f"{kind}:{argument}", sources.allowed):
        raise NotYetAvailableError(
            f"the event came from {sources.origin}, which isn't allowed to read {kind}:{argument} yet"
        )


def is_allowed(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name equals a pattern, or starts with one that ends in an asterisk."""
    return any(name == each or (each.endswith("*") and name.startswith(each[:-1])) for each in patterns)


def escaped(value: JsonValue) -> JsonValue:
    """A value whose placeholders are escaped, so that they are sent literally: for text a server wrote."""
    if isinstance(value, dict):
        return {name: escaped(member) for name, member in value.items()}
    if isinstance(value, list):
        return [escaped(item) for item in value]
    return PATTERN.sub(lambda match: "{{!" + match[1] + "}}", value) if isinstance(value, str) else value


def questions(document: JsonValue) -> tuple[str, ...]:
    """The questions of `{{ask:…}}` in a document, each once, in document order."""
    asked = (without_json(match[1]) for _, text in strings(document) for match in find(text))
    return tuple(dict.fromkeys(each.removeprefix("ask:").strip() for each in asked if each.startswith("ask:")))


def _shifted(now: datetime, shift: re.Match[str]) -> str:
    amount = int(shift[2]) * (1 if shift[1] == "+" else -1)
    try:
        return iso(now + timedelta(**{_UNITS[shift[3]]: amount}))
    except OverflowError:
        raise LookupError("that date is out of range") from None


def _variable_of(values: Mapping[str, str], name: str, problem: str) -> str:
    if name not in values:
        raise LookupError(f"{problem} {name or 'without a name'}")
    return values[name]


def _prompted_value(question: str, sources: Sources) -> str:
    # An event from elsewhere doesn't get what was entered for another one without permission.
    is_known = question in sources.answers and (not sources.origin or is_allowed(f"ask:{question}", sources.allowed))
    if not is_known:
        raise NotYetAvailableError(f"no value entered yet for {question or 'a prompt without a name'}")
    return sources.answers[question]


def _from_last_response(place: str, sources: Sources) -> JsonValue:
    """A value of the last response's body: at a JSON pointer, or at one into the payload of a handle type."""
    _check_permission("last", place, sources)
    body = sources.last
    if body is None:
        raise NotYetAvailableError("there is no response yet to take it from")
    missing = object()
    found: object = missing
    if place.startswith("/"):
        found = at(body, place, missing)
    else:
        handle_type, slash, pointer = place.partition("/")
        payloads = list(_payloads(body, handle_type))
        found = (
            at([item for payload in payloads for item in payload], slash + pointer, missing) if payloads else missing
        )
    if found is missing:
        raise LookupError(f"the last response has nothing at {place}")
    return found


def _payloads(body: JsonValue, handle_type: str) -> Iterator[list[JsonValue]]:
    listed = at(body, "/handle")
    for handle in listed if isinstance(listed, list) else ():
        if isinstance(handle, dict) and handle.get("type") == handle_type and isinstance(handle.get("payload"), list):
            yield handle["payload"]


def iso(moment: datetime) -> str:
    """A timestamp as XDM requires it: ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
