"""The exit status that an exchange earns, and the sentence that says why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.model.document import ParseError
from edge_tui.model.exchange import Answer, Exchange, Failure, FailureKind

if TYPE_CHECKING:
    from edge_tui.compare.expectations import Expectation, Verdict

_OF_FAILURE = {
    FailureKind.TIMEOUT: ExitStatus.TIMEOUT,
    FailureKind.AUTHENTICATION: ExitStatus.SETUP,
    FailureKind.CANCELLED: ExitStatus.INTERRUPTED,
}


def exit_status_for(exchange: Exchange, *, allow_partial: bool = False) -> tuple[ExitStatus, str | None]:
    """The status of an exchange by itself, and what is wrong with it; None when nothing is.

    A body that should be an envelope and is none counts as no answer: a proxy's page, or one cut off.
    """
    outcome = exchange.outcome
    if outcome is None:
        return ExitStatus.NO_RESPONSE, "There is no answer."
    if isinstance(outcome, Failure):
        return _OF_FAILURE.get(outcome.kind, ExitStatus.NO_RESPONSE), outcome.message
    return _response_status(outcome, allow_partial=allow_partial)


def apply_expectations(
    status: ExitStatus, expectations: "Sequence[Expectation]", verdicts: "Sequence[Verdict]"
) -> ExitStatus:
    """The status of an exchange after its expectations.

    One that does not hold makes an answer unexpected. One that holds and speaks of the status,
    or of errors, accepts a refusal, or an answer in part, as what was wanted.
    """
    if status in (ExitStatus.OK, ExitStatus.REFUSED, ExitStatus.PARTIAL):
        if not all(verdict.ok for verdict in verdicts):
            return ExitStatus.UNEXPECTED
        if status is ExitStatus.REFUSED and any(each.accepts_a_refusal for each in expectations):
            return ExitStatus.OK
        if status is ExitStatus.PARTIAL and any(each.accepts_errors for each in expectations):
            return ExitStatus.OK
    return status


def _response_status(answer: Answer, *, allow_partial: bool) -> tuple[ExitStatus, str | None]:
    words = f"{answer.status} {answer.reason}".strip()
    response = answer.response()
    if not 200 <= answer.status < 300:
        problem = None if isinstance(response, ParseError) else response.problem
        said = f": {problem.name}: {problem.title}" if problem else ""
        return ExitStatus.REFUSED, f"Edge refused it with {words}{said}"
    if isinstance(response, ParseError):
        if not answer.body and answer.status in (202, 204):
            return ExitStatus.OK, None
        what = f"is not JSON: {response}" if answer.body.strip() else "has no body"
        return ExitStatus.NO_RESPONSE, f"The answer, {words}, {what}."
    if not response.is_of_the_gateway:
        return ExitStatus.NO_RESPONSE, f"The answer, {words}, is JSON, but not what the gateway answers."
    if response.errors and not allow_partial:
        names = ", ".join(dict.fromkeys(problem.name for problem in response.errors))
        return ExitStatus.PARTIAL, f"Answered in part: {names}."
    return ExitStatus.OK, None
