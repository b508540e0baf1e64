"""Expectations of a response, as expressions such as `handle:identity:result`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, at, compact, kind_of, parse
from edge_tui.model.response import InteractResponse, Problem

LANGUAGE = """\
status == 200                        the HTTP status
elapsed < 500                        milliseconds until the response was complete
handle:identity:result               a handle of this type was returned
no handle:activation:push            none was
handle:state:store >= 2              the number of handles of a type
handle:identity:result/0/id != ""    a value in the payload of any handle of a type
scope:hero-banner                    there is a decision for this scope or surface
no errors, no warnings, errors == 1  the number of problems; a fatal one is an error
problem:0201                         an error or a warning with this code
/handle/0/payload/0/id == "x"        a value in the body, by JSON pointer
/requestId ~ "^7"                    a value that matches a regular expression
header:x-adobe-edge ~ "^OR2"         a response header"""

_EXPRESSION = re.compile(
    r"""(?P<negated>(?:no|not)\s+)?
        (?P<subject>"(?:[^"\\]|\\.)+" | [^\s"]\S*?)
        (?:(?:\s*(?=[=!<>])|\s+(?=~))(?P<operator>==|!=|<=|>=|<|>|~)\s*(?P<value>.+))?""",
    re.VERBOSE | re.DOTALL,
)
_HOW = "Write SUBJECT, `no SUBJECT`, or SUBJECT OPERATOR VALUE, as in `status == 200`; see --help."
_COUNTED = ("errors", "warnings", "handles")

_Comparison = Callable[[Any, Any], bool]
_COMPARISONS: dict[str, _Comparison] = {
    "==": lambda found, wanted: bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool),
    "!=": lambda found, wanted: not _COMPARISONS["=="](found, wanted),
    "<": lambda found, wanted: bool(found < wanted),
    "<=": lambda found, wanted: bool(found <= wanted),
    ">": lambda found, wanted: bool(found > wanted),
    ">=": lambda found, wanted: bool(found >= wanted),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an expectation was met; if not, `found` says what was found instead."""

    expression: str
    ok: bool
    found: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A parsed expression. A `subject` without an operator is expected to be present."""

    expression: str
    subject: str
    negated: bool = False
    operator: str | None = None
    value: JsonValue = None

    def check(self, exchange: Exchange) -> Verdict:
        """Checks an exchange; without a response no expectation is met."""
        if exchange.response is None:
            return Verdict(self.expression, ok=False, found="no response")
        found = values_of(self.subject, exchange)
        ok = self._holds(found) is not self.negated
        return Verdict(self.expression, ok, "" if ok else self._describe(found))

    @property
    def accepts_a_refusal(self) -> bool:
        """Whether it is about the status or a problem, so that a refusal that meets it is a success."""
        return not self.negated and (self.subject == "status" or self.subject.startswith("problem:"))

    @property
    def accepts_errors(self) -> bool:
        """Whether it is about errors, so that a partial response that meets it is a success."""
        return self.accepts_a_refusal or (not self.negated and self.subject == "errors")

    def _holds(self, found: list[JsonValue]) -> bool:
        if self.operator is None:
            if _is_count(self.subject):
                return bool(found[0] > 0)
            return bool(found)
        return any(compare_values(each, self.operator, self.value) for each in found)

    def _describe(self, found: list[JsonValue]) -> str:
        """What was found instead of the expected value."""
        if self.operator is None and _is_count(self.subject):
            expected = ("no " if self.negated else "") + self.subject.replace(":", " ", 1)
            return f"expected {expected}, got {found[0] or 'none'}"
        return describe_values(self.subject, found)


def read_expectation(expression: str) -> Expectation:
    """Parses an expression; raises `SetupError` for an invalid one."""
    match = _EXPRESSION.fullmatch(expression.strip())
    if match is None:
        raise SetupError(f"The expectation {expression!r} can't be parsed.", _HOW)
    subject, operator = match["subject"], match["operator"]
    if subject.startswith('"'):
        subject = json.loads(subject)
    _check_subject(subject, expression)
    value = _value(match["value"]) if operator else None
    if operator == "~":
        _check_pattern(value, expression)
    elif operator and _is_number(subject):
        _check_number(value, expression, subject)
    elif operator in ("<", "<=", ">", ">=") and (isinstance(value, bool) or not isinstance(value, int | float | str)):
        raise SetupError(f"The expectation {expression!r} compares with {kind_of(value)}.", "Use a number or a string.")
    return Expectation(expression, subject, bool(match["negated"]), operator, value)


def _check_subject(subject: str, expression: str) -> None:
    if subject in ("status", "elapsed", *_COUNTED):
        return
    if subject.startswith("/"):
        return
    name = subject.partition(":")[2]
    if subject.startswith(("handle:", "header:", "scope:")) and name:
        return
    if subject.startswith("problem:") and re.fullmatch(r"(?:EXEG-)?\d{4}(?:-\d{2,3})?", name):
        return
    counts = "status, elapsed, errors, warnings, handles"
    known = f"{counts}, handle:TYPE, scope:NAME, problem:CODE, header:NAME or a /json/pointer"
    raise SetupError(f"The expectation {expression!r} has the unknown subject {subject!r}.", f"Use {known}.")


def _check_pattern(value: JsonValue, expression: str) -> None:
    try:
        re.compile(value if isinstance(value, str) else compact(value))
    except re.error as error:
        raise SetupError(
            f"The expectation {expression!r} has an invalid regular expression: {error}.", "Fix the pattern."
        ) from error


def _check_number(value: JsonValue, expression: str, subject: str) -> None:
    """A number is never equal to anything else, nor below it: such an expectation could never be met, or always."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        shown = value if isinstance(value, str) else compact(value)
        raise SetupError(
            f"The expectation {expression!r} compares {subject}, which is a number, with {shown!r}.",
            "Use a number, as in `status < 300`.",
        )


def _value(text: str) -> JsonValue:
    value = parse(text)
    return text.strip() if isinstance(value, ParseError) else value


def _is_count(subject: str) -> bool:
    return subject in _COUNTED or (subject.startswith("handle:") and "/" not in subject)


def _is_number(subject: str) -> bool:
    return subject in ("status", "elapsed") or _is_count(subject)


def values_of(subject: str, exchange: Exchange) -> list[JsonValue]:
    """All values of a subject in the response, which must exist; a count is one value."""
    response = exchange.response
    assert response is not None
    if subject == "status":
        return [response.status]
    if subject == "elapsed":
        return [round(response.timings.elapsed_ms, 1)]
    if subject.startswith("header:"):
        wanted = subject.removeprefix("header:").lower()
        return [value for name, value in response.headers if name.lower() == wanted]
    parsed = response.parsed()
    if isinstance(parsed, ParseError):
        return [0] if _is_count(subject) else []
    return _find_in_body(subject, parsed)


def _find_in_body(subject: str, parsed: InteractResponse) -> list[JsonValue]:
    if subject == "handles":
        return [len(parsed.handles)]
    if subject == "warnings":
        return [len(parsed.warnings)]
    if subject == "errors":
        return [len(errors_of(parsed))]
    if subject.startswith("problem:"):
        code = re.sub(r"^EXEG-", "", subject.removeprefix("problem:"))[:4]
        return [problem.name for problem in (*errors_of(parsed), *parsed.warnings) if problem.code == code]
    if subject.startswith("scope:"):
        return propositions_of(parsed, subject.removeprefix("scope:"))
    if subject.startswith("handle:"):
        handle_type, slash, pointer = subject.removeprefix("handle:").partition("/")
        handles = parsed.of_type(handle_type)
        if not slash:
            return [len(handles)]
        return [value for handle in handles for value in values_at(handle.payload, slash + pointer)]
    return values_at(parsed.document, subject)


def errors_of(parsed: InteractResponse) -> tuple[Problem, ...]:
    """The errors of a response; a fatal problem is one."""
    return (parsed.problem, *parsed.errors) if parsed.problem else parsed.errors


def propositions_of(parsed: InteractResponse, scope: str) -> list[JsonValue]:
    """The propositions for a scope or a surface; base64 padding is ignored."""
    items = [item for handle in parsed.of_type("personalization:decisions") for item in handle.items]
    wanted = scope.rstrip("=")
    return [item for item in items if isinstance(found := at(item, "/scope"), str) and found.rstrip("=") == wanted]


_NOTHING = object()


def values_at(document: JsonValue, pointer: str) -> list[JsonValue]:
    """The values at a JSON pointer, in which `*` matches any item or member."""
    before, star, after = pointer.partition("/*")
    if not star or (after and not after.startswith("/")):
        value = at(document, pointer, _NOTHING)
        return [] if value is _NOTHING else [value]
    container = at(document, before, _NOTHING)
    members = list(container.values()) if isinstance(container, dict) else container
    return [value for member in members for value in values_at(member, after)] if isinstance(members, list) else []


def compare_values(found: JsonValue, operator: str, wanted: JsonValue) -> bool:
    """Whether a value meets an operator of an expectation; values of other types than the wanted one don't."""
    if operator == "~":
        text = found if isinstance(found, str) else compact(found)
        return re.search(wanted if isinstance(wanted, str) else compact(wanted), text) is not None
    if operator not in ("==", "!="):
        numbers = isinstance(found, int | float) and isinstance(wanted, int | float) and not isinstance(found, bool)
        if not numbers and not (isinstance(found, str) and isinstance(wanted, str)):
            return False
    return _COMPARISONS[operator](found, wanted)


def describe_values(subject: str, found: list[JsonValue]) -> str:
    """What was found of a subject, for people."""
    if not found and subject.startswith("scope:"):
        return f"no decision for {subject.removeprefix('scope:')}"
    if not found:
        return f"no {subject.partition('/')[0] if subject.startswith('handle:') else subject} found"
    shown = [compact(value) for value in found[:3]]
    text = ", ".join(each if len(each) <= 80 else each[:80] + "…" for each in shown)
    return f"{subject} is {text}" + (f" and {len(found) - 3} more" if len(found) > 3 else "")
