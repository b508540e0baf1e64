"""Errors, warnings and failures as nodes, with meaning, cause and fix."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from edge_tui.model.exchange import Failure
from edge_tui.model.node import Chip, Node, Tone, one_line
from edge_tui.model.profile import FIELD_LABELS
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import Problem
from edge_tui.problems import explain
from edge_tui.problems.explanation import Explanation
from edge_tui.problems.likely_cause import LikelyCause
from edge_tui.problems.likely_causes import likely_causes, likely_causes_of_failure, likely_causes_of_status
from edge_tui.values.opening import children_of, in_ranges

_MAX_OPEN = 20


def problem_group(
    label: str, problems: Sequence[Problem], tone: Tone, now: datetime, request: InteractRequest | None
) -> Iterator[Node]:
    """A group for `errors` or `warnings`; no node when there are none."""
    if problems:
        yield Node(
            label,
            str(len(problems)),
            tone,
            pointer=f"/{label}",
            content=[problem.members for problem in problems],
            opened=len(problems) <= _MAX_OPEN,
            chips=(_counted(label, tone, len(problems)),),
            branches=lambda: in_ranges(len(problems), lambda index: problem_node(problems[index], tone, now, request)),
        )


def problem_node(
    problem: Problem, tone: Tone, now: datetime, request: InteractRequest | None, *, opened: bool = False
) -> Node:
    """A problem by its code and title; with the request, also its likely causes there."""
    explanation = explain(problem)
    event = "" if problem.event_index is None else f"event {problem.event_index} · "
    return Node(
        one_line(name_of(problem)),
        event + one_line(problem.title or problem.detail or explanation.title),
        tone,
        problem.pointer,
        problem.members,
        meaning_of(explanation),
        explanation.source,
        opened,
        lambda: [
            *explanation_nodes(explanation),
            *likely_cause_nodes(likely_causes(problem, request) if request else ()),
            *children_of(problem.members, problem.pointer, now),
        ],
        chips=(_refusal("refused"),) if opened else (),
    )


def _counted(label: str, tone: Tone, count: int) -> Chip:
    is_error = tone is Tone.ERROR
    return Chip(label, "✖" if is_error else "▲", f"{{}} {label[:-1]}", tone, count, "" if is_error else "{}")


def _refusal(words: str) -> Chip:
    return Chip("errors", "✖", words, Tone.ERROR)


def name_of(problem: Problem) -> str:
    """The problem's code; without a type, the `code` of older responses, or the status."""
    if problem.type != "about:blank":
        return problem.name
    code = problem.members.get("code")
    return code if isinstance(code, str) else "problem" if problem.status is None else str(problem.status)


def failure_node(failure: Failure) -> Node:
    """Why there is no response, and the fix."""
    explanation = explain(failure)
    return Node(
        explanation.title,
        one_line(failure.message),
        Tone.ERROR,
        note=f"{failure.message} {explanation.meaning}",
        source=explanation.source,
        opened=True,
        branches=lambda: [*explanation_nodes(explanation), *likely_cause_nodes(likely_causes_of_failure(failure))],
        chips=(_refusal("no response"),),
    )


def likely_cause_nodes(found: Sequence[LikelyCause]) -> Iterator[Node]:
    """Likely causes in the request or the profile, each linked to its place."""
    for cause in found:
        place = _place(cause)
        yield Node(
            "Where to look",
            f"{place} · {cause.certainty} · {one_line(cause.sentence)}",
            Tone.WARNING,
            note=cause.sentence,
            request_location=cause.request_location,
        )


def _place(cause: LikelyCause) -> str:
    if cause.profile_field:
        return f"profile, {FIELD_LABELS.get(cause.profile_field, cause.profile_field)}"
    if cause.header:
        return f"header {cause.header}"
    return "visitor state" if cause.in_visitor_state else cause.pointer or "body"


def explanation_nodes(explanation: Explanation) -> Iterator[Node]:
    """An explanation as four lines: meaning, cause, fix, and whether to retry.

    The cause is the catalog's, not checked against a request: that is what likely causes are.
    """
    yield Node("What it means", explanation.meaning)
    yield Node("Usual cause", explanation.cause)
    yield Node("Fix", explanation.fix)
    yield Node("Retry?", explanation.retry_advice, Tone.DIM)


def meaning_of(explanation: Explanation) -> str:
    """The meaning, and whether the rest of the event was processed."""
    return f"{explanation.meaning} {explanation.impact}"


def status_node(status: int, request: InteractRequest) -> Iterator[Node]:
    """The meaning of an error status without a problem object."""
    if explanation := explain(str(status)):
        yield Node(
            f"{status} {explanation.title}",
            "without a problem from the gateway",
            Tone.ERROR,
            note=meaning_of(explanation),
            source=explanation.source,
            opened=True,
            branches=lambda: [
                *explanation_nodes(explanation),
                *likely_cause_nodes(likely_causes_of_status(status, request)),
            ],
            chips=(_refusal("refused"),),
        )
