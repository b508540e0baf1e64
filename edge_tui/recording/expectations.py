"""Expectations of a visit: those of one exchange, with a place and a quantifier, and counts of what was seen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_tui.compare.expectations import (
    Expectation,
    Verdict,
    compare_values,
    describe_values,
    read_expectation,
    values_at,
)
from edge_tui.model.addresses import shown_address
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import JsonValue, ParseError, parse
from edge_tui.model.origin import Page
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding, matches
from edge_tui.recording.expectation_words import by_reason, call_words, finding_words, listed, tried_words

LANGUAGE = """\
page:/cart call:commerce.purchases == 1   calls of a page's path and an event type, counted; * matches anything
call:collect >= 1                         an endpoint counts too: interact, collect, acquire, set-consent
every status < 300                        each call's; anything that `send --expect` takes, failed calls don't meet it
any handle:personalization:decisions      at least one call's, as without `any`
page:/cart* sent:/events/0/xdm/eventType ~ "^commerce"    a value that was sent, by JSON pointer
no blocked, tried == 0, unload >= 1       calls blocked, commands that made no call, calls sent as a page went
no unanswered, calls == 14, pages == 3    calls without a response, all calls, pages
no finding:double-page-view, no findings  what the checks of a visit found"""

_COUNTED: dict[str, Callable[[Call], bool]] = {
    "calls": lambda _: True,
    "blocked": lambda call: call.state == "blocked",
    "unload": lambda call: call.is_unload,
    "unanswered": lambda call: call.exchange.response is None,
}
_OTHER_COUNTS = ("pages", "tried", "findings")
_PLACE = re.compile(r"""(page|call):("(?:[^"\\]|\\.)*"|\S+)(?:\s+|$)""")
_QUANTIFIER = re.compile(r"(every|any|no|not)\s+(?=\S)")
_OPERATOR = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*(-?\d+)\s*")
_COUNT = re.compile(r"([a-z]+|(?:finding|tried):[\w-]+)(?:\s*(==|!=|<=|>=|<|>)\s*(-?\d+))?\s*")
_SENT = re.compile(r"sent:(/\S*?)(?:\s*(==|!=|<=|>=|<|>)\s*(.+)|\s+(~)\s*(.+))?\s*", re.DOTALL)
_HOW = "See `edge-tui capture --help`: for example `page:/ call:web.webpagedetails.pageViews == 1`."


@dataclass(frozen=True, slots=True)
class VisitExpectation:
    """A parsed expression. `subject` is empty for one that counts the calls of its place."""

    expression: str
    page: str = ""
    call: str = ""
    quantifier: str = "any"
    subject: str = ""
    operator: str | None = None
    value: JsonValue = None
    of_call: Expectation | None = None

    def check(self, visit: Visit, findings: Sequence[VisitFinding]) -> Verdict:
        """Checks a visit that has ended."""
        if self.of_call is not None or self.subject.startswith("sent:"):
            return self._check_calls([call for call in visit.calls if self.is_about(call)])
        counted = self._counted(visit, findings)
        count = len(counted)
        if self.operator is None:
            ok = (count > 0) is not (self.quantifier == "no")
        else:
            ok = compare_values(count, self.operator, self.value) is not (self.quantifier == "no")
        return Verdict(self.expression, ok, "" if ok else f"got {count}: {listed(counted)}" if count else "got none")

    def _check_calls(self, calls: Sequence[Call]) -> Verdict:
        where = self._words()
        if self.quantifier != "no" and not calls:
            return Verdict(self.expression, ok=False, found=f"no call{where}")
        met = [self._of_one(call) for call in calls]
        unmet = [(call, each.found) for call, each in zip(calls, met, strict=True) if not each.ok]
        if self.quantifier == "every":
            ok, found = not unmet, f"{len(unmet)} of {counted(len(calls), 'call')}: {by_reason(unmet)}"
        elif self.quantifier == "no":
            named = [call_words(call) for call, each in zip(calls, met, strict=True) if each.ok]
            ok, found = not named, f"{len(named)} of {counted(len(calls), 'call')}: {listed(named)}"
        else:
            ok, found = len(unmet) < len(calls), _shown([each for _, each in unmet])
        return Verdict(self.expression, ok, "" if ok else found)

    def _of_one(self, call: Call) -> Verdict:
        if self.of_call is not None:
            return self.of_call.check(call.exchange)
        found = values_at(call.body, self.subject.removeprefix("sent:"))
        if self.operator is None:
            ok = bool(found)
        else:
            ok = any(compare_values(each, self.operator, self.value) for each in found)
        return Verdict(self.expression, ok, "" if ok else describe_values(self.subject, found))

    def count(self, visit: Visit, findings: Sequence[VisitFinding] = ()) -> int:
        """What it compares with its number: calls, commands, pages, or some of the findings given."""
        return len(self._counted(visit, findings))

    def _counted(self, visit: Visit, findings: Sequence[VisitFinding]) -> list[str]:
        """What is counted, in words."""
        kind, _, name = self.subject.partition(":")
        if kind in ("finding", "findings"):
            return [
                finding_words(each)
                for each in findings
                if name in ("", each.check) and self._is_on(visit.page(each.page))
            ]
        if kind == "tried":
            return [
                tried_words(each, visit)
                for each in visit.recording.tried
                if name in ("", each.command) and self._is_on(visit.page(each.page))
            ]
        if kind == "pages":
            return [shown_address(page.url) for page in visit.pages if self._is_on(page)]
        is_counted = _COUNTED[kind or "calls"]
        return [call_words(call) for call in visit.calls if self.is_about(call) and is_counted(call)]

    def is_about(self, call: Call) -> bool:
        """Whether a call is of the expected page and type."""
        names = (*call.event_types, str(call.action))
        return self._is_on(call.page) and (not self.call or any(matches(each, self.call) for each in names))

    def _is_on(self, page: Page | None) -> bool:
        """A path's pattern, or one of a whole URL; queries don't count."""
        if not self.page:
            return True
        if page is None:
            return False
        try:
            parts = urlsplit(page.url)
        except ValueError:
            return False
        text = f"{parts.scheme}://{parts.netloc}{parts.path}" if "://" in self.page else parts.path or "/"
        return matches(text, self.page)

    def _words(self) -> str:
        named = f" {self.call}" if self.call else ""
        return named + (f" on {self.page}" if self.page else "")


def read_visit_expectation(expression: str) -> VisitExpectation:
    """Parses an expression; raises `SetupError` for an invalid one."""
    places: dict[str, str] = {}
    quantifier, rest = "", expression.strip()
    while True:
        if match := _PLACE.match(rest):
            if match[1] in places:
                raise SetupError(f"The expectation {expression!r} has two places of a kind.", _HOW)
            places[match[1]] = _unquoted(match[2], expression)
        elif (match := _QUANTIFIER.match(rest)) and not quantifier:
            quantifier = "no" if match[1] == "not" else match[1]
        else:
            break
        rest = rest[match.end() :]
    page, call = places.get("page", ""), places.get("call", "")
    if not rest or _OPERATOR.fullmatch(rest):
        if not places:
            raise SetupError(f"The expectation {expression!r} has no subject.", _HOW)
        operator, value = _operator_of(rest)
        if quantifier == "every":
            raise SetupError(f"The expectation {expression!r} has nothing that every call could meet.", _HOW)
        return VisitExpectation(expression, page, call, quantifier or "any", "", operator, value)
    return _of_subject(expression, page, call, quantifier, rest)


def _of_subject(expression: str, page: str, call: str, quantifier: str, rest: str) -> VisitExpectation:
    if match := _SENT.fullmatch(rest):
        operator = match[2] or match[4]
        value = _value(match[3] or match[5]) if operator else None
        if operator:
            # The same rules for operators and values as of a response.
            same = f"/x {operator} {match[3] or match[5]}"
            try:
                read_expectation(same)
            except SetupError as error:
                raise SetupError(error.what.replace(repr(same), repr(expression)), error.how) from None
        return VisitExpectation(expression, page, call, quantifier or "any", f"sent:{match[1]}", operator, value)
    if match := _COUNT.fullmatch(rest):
        subject = match[1]
        if subject in (*_COUNTED, *_OTHER_COUNTS) or ":" in subject:
            if subject.startswith("finding:"):
                _check_name(subject.removeprefix("finding:"), expression)
            value = int(match[3]) if match[2] else None
            return VisitExpectation(expression, page, call, quantifier or "any", subject, match[2], value)
    if _is_count(rest):
        raise SetupError(f"The expectation {expression!r} compares a count with something else.", "Use a whole number.")
    try:
        of_call = read_expectation(rest)
    except SetupError as error:
        what = error.what.replace(repr(rest), repr(expression))
        more = ", ".join((*_COUNTED, *_OTHER_COUNTS))
        raise SetupError(
            what,
            f"{error.how} Of a visit also {more}, finding:NAME or sent:/json/pointer, after page:PATH and call:TYPE.",
        ) from None
    return VisitExpectation(expression, page, call, quantifier or "any", rest, of_call=of_call)


def _is_count(rest: str) -> bool:
    """Whether an expression begins as one about a count does."""
    subject = re.match(r"[a-z]+(?=\s*[=!<>~])", rest)
    return subject is not None and subject[0] in (*_COUNTED, *_OTHER_COUNTS)


def _check_name(name: str, expression: str) -> None:
    from edge_tui.visit import CHECKS

    if name not in CHECKS:
        what = f"The expectation {expression!r} names the unknown check {name!r}."
        raise SetupError(what, f"Use {', '.join(CHECKS)}.")


def _operator_of(rest: str) -> tuple[str | None, int | None]:
    match = _OPERATOR.fullmatch(rest) if rest else None
    return (match[1], int(match[2])) if match else (None, None)


def _unquoted(word: str, expression: str) -> str:
    if not word.startswith('"'):
        return word
    read = parse(word)
    if not isinstance(read, str):
        raise SetupError(f"The expectation {expression!r} has a place that can't be read.", _HOW)
    return read


def _value(text: str) -> JsonValue:
    value = parse(text)
    return text.strip() if isinstance(value, ParseError) else value


def _shown(found: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(found))
    return "; ".join(distinct[:3]) + (f" and {len(distinct) - 3} more" if len(distinct) > 3 else "")
