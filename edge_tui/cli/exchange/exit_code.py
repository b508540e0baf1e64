"""The exit status of an exchange, and a sentence with the reason."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.model.exchange import Exchange, Failure, FailureKind, Response
from edge_tui.model.json.document import ParseError

if TYPE_CHECKING:
    from edge_tui.compare.expectations import Expectation, Verdict

_OF_FAILURE = {
    FailureKind.TIMEOUT: ExitStatus.TIMEOUT,
    FailureKind.AUTHENTICATION: ExitStatus.SETUP,
    FailureKind.CANCELED: ExitStatus.INTERRUPTED,
}


def exit_status_for(exchange: Exchange, *, allow_partial: bool = False) -> tuple[ExitStatus, str | None]:
    """The exit status without expectations, and the reason if it isn't OK.

    A body that isn't a gateway envelope, such as a proxy's page or a truncated one, counts as no response.
    """
    outcome = exchange.outcome
    if outcome is None:
        return ExitStatus.NO_RESPONSE, "No response."
    if isinstance(outcome, Failure):
        return _OF_FAILURE.get(outcome.kind, ExitStatus.NO_RESPONSE), outcome.message
    return _response_status(outcome, allow_partial=allow_partial)


def apply_expectations(
    status: ExitStatus, expectations: "Sequence[Expectation]", verdicts: "Sequence[Verdict]"
) -> ExitStatus:
    """The exit status with expectations applied.

    An unmet expectation makes the response unexpected. A met one about the status or about errors
    accepts a rejection or a partial success as intended.
    """
    if status in (ExitStatus.OK, ExitStatus.REFUSED, ExitStatus.PARTIAL):
        if not all(verdict.ok for verdict in verdicts):
            return ExitStatus.UNEXPECTED
        if status is ExitStatus.REFUSED and any(each.accepts_a_refusal for each in expectations):
            return ExitStatus.OK
        if status is ExitStatus.PARTIAL and any(each.accepts_errors for each in expectations):
            return ExitStatus.OK
    return status


def _response_status(response: Response, *, allow_partial: bool) -> tuple[ExitStatus, str | None]:
    status_line = f"{response.status} {response.reason}".strip()
    parsed = response.parsed()
    if not 200 <= response.status < 300:
        problem = None if isinstance(parsed, ParseError) else parsed.problem
        detail = f": {problem.name}: {problem.title}" if problem else ""
        return ExitStatus.REFUSED, f"Edge rejected the request with {status_line}{detail}"
    if isinstance(parsed, ParseError):
        if not response.body and response.status in (202, 204):
            return ExitStatus.OK, None
        what = f"isn't JSON: {parsed}" if response.body.strip() else "has no body"
        return ExitStatus.NO_RESPONSE, f"The response, {status_line}, {what}."
    if not parsed.is_of_the_gateway:
        return ExitStatus.NO_RESPONSE, f"The response, {status_line}, is JSON, but not a gateway response."
    if parsed.errors and not allow_partial:
        names = ", ".join(dict.fromkeys(problem.name for problem in parsed.errors))
        return ExitStatus.PARTIAL, f"Partial success: {names}."
    return ExitStatus.OK, None
