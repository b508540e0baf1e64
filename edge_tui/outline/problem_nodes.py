"""Errors, warnings and failures as nodes, each with what it means and how to mend it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from edge_tui.model.exchange import Failure
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.profile import FIELD_LABELS
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import Problem
from edge_tui.problems import explain
from edge_tui.problems.explanation import Explanation
from edge_tui.problems.likely_cause import LikelyCause
from edge_tui.problems.likely_causes import likely_causes, suspects_of_failure
from edge_tui.values.opening import children_of, in_ranges

_OPENED_UP_TO = 20


def problem_group(
    label: str, problems: Sequence[Problem], tone: Tone, now: datetime, request: InteractRequest | None
) -> Iterator[Node]:
    """A group for `errors` or `warnings`; nothing when there are none."""
    if problems:
        yield Node(
            label,
            str(len(problems)),
            tone,
            pointer=f"/{label}",
            content=[problem.members for problem in problems],
            opened=len(problems) <= _OPENED_UP_TO,
            branches=lambda: in_ranges(len(problems), lambda index: problem_node(problems[index], tone, now, request)),
        )


def problem_node(
    problem: Problem, tone: Tone, now: datetime, request: InteractRequest | None, *, opened: bool = False
) -> Node:
    """A problem by its code and title; with the request it came of, also what in it is suspected."""
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
            *suspect_nodes(likely_causes(problem, request) if request else ()),
            *children_of(problem.members, problem.pointer, now),
        ],
    )


def name_of(problem: Problem) -> str:
    """The problem's code; where it has no type, the `code` of older answers, or its status."""
    if problem.type != "about:blank":
        return problem.name
    code = problem.members.get("code")
    return code if isinstance(code, str) else "problem" if problem.status is None else str(problem.status)


def failure_node(failure: Failure) -> Node:
    """Why there is no answer, and how to mend it."""
    explanation = explain(failure)
    return Node(
        explanation.title,
        one_line(failure.message),
        Tone.ERROR,
        note=f"{failure.message} {explanation.meaning}",
        source=explanation.source,
        opened=True,
        branches=lambda: [*explanation_nodes(explanation), *suspect_nodes(suspects_of_failure(failure))],
    )


def suspect_nodes(found: Sequence[LikelyCause]) -> Iterator[Node]:
    """What to look at in the request or in the profile, with the way there."""
    for likely_cause in found:
        place = _place(likely_cause)
        yield Node(
            "look at",
            f"{place} · {one_line(likely_cause.sentence)}",
            Tone.WARNING,
            note=likely_cause.sentence,
            request_location=likely_cause.request_location,
        )


def _place(likely_cause: LikelyCause) -> str:
    if likely_cause.profile_field:
        return f"profile, {FIELD_LABELS.get(likely_cause.profile_field, likely_cause.profile_field)}"
    if likely_cause.header:
        return f"header {likely_cause.header}"
    return "the visitor's state" if likely_cause.is_visitors else likely_cause.pointer or "the body"


def explanation_nodes(explanation: Explanation) -> Iterator[Node]:
    """An explanation, a line for each thing it says."""
    yield Node("meaning", explanation.meaning)
    yield Node("likely cause", explanation.cause)
    yield Node("mend", explanation.fix)
    yield Node("again", explanation.sent_again, Tone.DIM)


def meaning_of(explanation: Explanation) -> str:
    """What it means, and whether anything came with it. Cause and mend are nodes of their own."""
    fatal = "It is fatal: no handles come with it." if explanation.fatal else "It is not fatal: the rest counts."
    return f"{explanation.meaning} {fatal}"
