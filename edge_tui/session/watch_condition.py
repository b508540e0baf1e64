"""What a watch waits for: errors that go, a decision for a scope, a handle, a value that changes."""

from dataclasses import dataclass
from enum import StrEnum

from edge_tui.compare.expectations import Expectation, errors_of, propositions_of, read_expectation
from edge_tui.compare.facts import Section, facts_of, missing_scopes
from edge_tui.handles.query import read_query
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.node import Node
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import counted

ANYTHING = "response"
LANGUAGE = """\
errors gone                  until there are no errors; also warnings gone, handle:TYPE gone
scope:hero-banner            until there is a decision for this scope or surface
handle:activation:pull       until this handle is returned
problem:0201                 until this problem is reported; problem:0201 gone until it isn't
handle:state:store changes   until something in this handle changes
/a/json/pointer changes      until this value changes; also status, errors or warnings changes
response changes             until anything changes, ignored paths aside
status == 200                until any expectation of --expect is met"""
HOW = (
    "Write `errors gone`, `scope:NAME`, `handle:TYPE`, `/a/json/pointer changes`, `response changes`, or an "
    "expectation such as `handle:activation:pull >= 1`."
)
_SYNONYMS = ("", "answer", "anything", "something")


class Wait(StrEnum):
    """The kinds of conditions."""

    GONE = "gone"
    THERE = "there"
    DECIDED = "decided"
    MET = "met"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Condition:
    """The end of a watch. A `subject` changes, or an `expectation` is met.

    `text` is the condition as it is written, on one line.
    """

    text: str
    wait: Wait
    subject: str
    expectation: Expectation | None = None

    @property
    def words(self) -> str:
        """`until the errors are gone`, `until hero-banner has a decision`."""
        return f"until {self.goal}"

    @property
    def goal(self) -> str:
        """What is true once the condition is met: `the errors are gone`."""
        name, verb = self._name
        ends = {
            Wait.GONE: f"{verb} gone",
            Wait.THERE: f"{verb} there",
            Wait.DECIDED: "has a decision",
            Wait.MET: "is met",
            Wait.CHANGES: "changes",
        }
        return f"{name} {ends[self.wait]}"

    @property
    def reached(self) -> str:
        """As `goal`, once it has happened: `the errors are gone`, `status changed`."""
        return f"{self._name[0]} changed" if self.wait is Wait.CHANGES else self.goal.replace(" is met", " was met")

    @property
    def not_yet(self) -> str:
        """What is true until then: `the errors are still there`, `hero-banner has no decision`."""
        name, verb = self._name
        ends = {
            Wait.GONE: f"{verb} still there",
            Wait.THERE: f"{verb}n't there",
            Wait.DECIDED: "has no decision",
            Wait.MET: "wasn't met",
            Wait.CHANGES: "didn't change",
        }
        return f"{name} {ends[self.wait]}"

    def reading(self, exchange: Exchange) -> str:
        """What a response has of the subject, in a few words; empty if there is nothing to add."""
        response = exchange.response
        parsed = response.parsed() if response else None
        if not isinstance(parsed, InteractResponse):
            return ""
        if self.subject == "errors" and self.wait is Wait.GONE:
            problems = errors_of(parsed)
            names = ", ".join(dict.fromkeys(problem.name for problem in problems))
            return f"{counted(len(problems), 'error')}: {names}" if problems else ""
        if self.wait is Wait.DECIDED:
            decided = propositions_of(parsed, self.subject.removeprefix("scope:"))
            facts = [fact for fact in facts_of(parsed, exchange.sent_at) if fact.section is Section.DECISIONS]
            return next((fact.reading(exchange.sent_at) for fact in facts if fact.value in decided), "")
        return ""

    @property
    def _name(self) -> tuple[str, str]:
        """The subject in words, and its verb."""
        if self.wait is Wait.MET:
            return self.text, "is"
        if self.subject in ("errors", "warnings", "handles"):
            return ("the " if self.wait is not Wait.CHANGES else "") + self.subject, "are"
        if self.wait is Wait.CHANGES:
            return f"the {self.subject}" if self.subject in (ANYTHING, "status") else self.subject, "is"
        kind, _, name = self.subject.partition(":")
        return (name, "is") if kind in ("handle", "scope", "problem") and "/" not in name else (self.subject, "is")


def read_condition(text: str) -> Condition:
    """Parses a condition; raises `SetupError` for an invalid one."""
    wanted = " ".join(text.split())
    subject, ends = wanted, ""
    for end in ("gone", "changes", "there"):
        if wanted.endswith(f" {end}"):
            subject, ends = wanted.removesuffix(end).strip(), end
    if subject in (ANYTHING, *_SYNONYMS) and ends in ("", "changes"):
        return Condition(f"{ANYTHING} changes", Wait.CHANGES, ANYTHING)
    try:
        expectation = read_expectation(f"no {subject}" if ends == "gone" else subject)
    except SetupError as error:
        raise SetupError(error.what, HOW) from None
    is_plain = expectation.operator is None and not expectation.negated
    if ends == "changes" or (is_plain and not ends and not _is_something(expectation.subject)):
        if not is_plain:
            raise SetupError(f"{subject} is an expectation, which doesn't change.", HOW)
        return Condition(f"{subject} changes", Wait.CHANGES, expectation.subject)
    if expectation.operator is None and expectation.negated:
        return Condition(f"{expectation.subject} gone", Wait.GONE, expectation.subject, expectation)
    if expectation.operator is None and expectation.subject.startswith("scope:"):
        return Condition(wanted, Wait.DECIDED, expectation.subject, expectation)
    wait = Wait.THERE if expectation.operator is None else Wait.MET
    return Condition(wanted, wait, expectation.subject, expectation)


def _is_something(subject: str) -> bool:
    """Whether a subject alone means that it is there; another one always is, so it means that it changes."""
    return subject.startswith(("scope:", "problem:", "header:")) or (
        subject.startswith("handle:") and "/" not in subject
    )


def suggest(node: Node | None, exchange: Exchange) -> str:
    """The condition for a node of a response, otherwise for what the response lacks."""
    parsed = exchange.response.parsed() if exchange.response else None
    if not isinstance(parsed, InteractResponse):
        return f"{ANYTHING} changes"
    return (node and _of_node(node, parsed)) or _of_response(exchange, parsed) or f"{ANYTHING} changes"


def _of_node(node: Node, parsed: InteractResponse) -> str:
    pointer = node.pointer
    if pointer is None:
        if node.label in ("scope", "surface") and isinstance(node.content, str):
            return _of_scope(node.content)
        return f"handle:{node.label} changes" if parsed.of_type(node.label) else ""
    if pointer.startswith("/errors") or (parsed.problem and not pointer):
        return "errors gone"
    for handle in parsed.handles:
        # A handle by its type, since its index may change.
        if (pointer + "/").startswith(handle.pointer + "/"):
            return f"handle:{handle.type}{pointer.removeprefix(handle.pointer).removeprefix('/payload')} changes"
    return f"{pointer} changes" if pointer else ""


def _of_response(exchange: Exchange, parsed: InteractResponse) -> str:
    if errors_of(parsed):
        return "errors gone"
    body = parse(exchange.request.body)
    query = None if isinstance(body, ParseError) else read_query(body)
    missing = missing_scopes(query, list(facts_of(parsed, exchange.sent_at))) if query else ()
    return _of_scope(missing[0]) if missing else ""


def _of_scope(scope: str) -> str:
    subject = f"scope:{scope.rstrip('=')}"
    return subject if not any(each in subject for each in ' \t"') else f"{ANYTHING} changes"
