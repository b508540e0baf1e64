"""Why a response has nothing that could be compared: it didn't arrive, Edge rejected the event, or ignored it."""

from edge_tui.model.exchange import Exchange
from edge_tui.model.response import InteractResponse, Problem

# The event was ignored: the visitor has opted out, or hasn't decided yet (EXEG-0301).
_IGNORED = "0301"
_EMPTY_STATUSES = (202, 204)


def nothing_to_compare(exchange: Exchange) -> str:
    """What happened instead, as a verb with its object: `rejected the event: EXEG-0004-422 “…”`; empty otherwise.

    What such a response lacks says nothing about the datastream's services.
    """
    response = exchange.response
    if response is None:
        reason = exchange.failure.kind.word if exchange.failure else "unfinished"
        return f"didn't respond ({reason})"
    status = f"{response.status} {response.reason}".strip()
    parsed = response.parsed()
    if isinstance(parsed, InteractResponse) and parsed.problem:
        return f"rejected the event: {quoted(parsed.problem)}"
    if response.status >= 300:
        return f"returned {status}"
    is_empty = response.status in _EMPTY_STATUSES and not response.body.strip()
    if is_empty or (isinstance(parsed, InteractResponse) and parsed.is_of_the_gateway):
        ignored = [each for each in getattr(parsed, "warnings", ()) if each.code == _IGNORED]
        return f"ignored the event: {quoted(ignored[0])}" if ignored else ""
    kind = (response.header("content-type") or "").partition(";")[0].strip()
    return f"returned {status}, but not a response of Edge{f' ({kind})' if kind else ''}"


def quoted(problem: Problem) -> str:
    """A problem's name, and what it means: `EXEG-0004-422 “The datastream exists, but is disabled”`."""
    words = words_of(problem)
    name = problem.name if problem.code else str(problem.status or problem.type)
    return f"{name} “{words}”" if words and words != name else name


def words_of(problem: Problem) -> str:
    """The first sentence of what a known problem means, which is plainer than its title; else the title."""
    from edge_tui.problems import PROBLEMS, explain

    return explain(problem).meaning.split(". ")[0].rstrip(".") if problem.code in PROBLEMS else problem.title
