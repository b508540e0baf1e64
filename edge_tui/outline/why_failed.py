"""How far a request came that has no handles: to the token, the server, its certificate, a response, the gateway."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from edge_tui.model.exchange import Exchange, Failure, FailureKind
from edge_tui.model.response import InteractResponse
from edge_tui.outline.ladder import Mark, Rung
from edge_tui.problems import explain


def failed_rungs(exchange: Exchange, read: InteractResponse | None) -> Iterator[Rung]:
    """The checks up to the one that failed."""
    if exchange.failure is not None:
        yield from _of_failure(exchange, exchange.failure)
    elif exchange.response is None:
        yield Rung(
            Mark.FAILED,
            "no response is recorded",
            "edge-tui was closed before the response arrived.",
            "Replay it from history.",
        )
    else:
        yield from _of_response(exchange, read)


def _of_failure(exchange: Exchange, failure: Failure) -> Iterator[Rung]:
    host = _host(exchange)
    explanation = explain(failure)
    passed = _PASSED_BEFORE.get(failure.kind, ())
    if exchange.request.authenticated and failure.kind is not FailureKind.AUTHENTICATION:
        yield Rung(Mark.PASSED, "there was an access token")
    for words in passed:
        yield Rung(Mark.PASSED, words.format(host=host))
    words = _FAILED_AT.get(failure.kind, "there was no response").format(host=host)
    yield Rung(Mark.FAILED, words, f"{failure.message.rstrip('.')}. {explanation.meaning}", explanation.fix)


_PASSED_BEFORE = {
    FailureKind.TLS: ("{host} accepted the connection",),
    FailureKind.BROKEN: ("connected to {host}",),
}
_FAILED_AT = {
    FailureKind.AUTHENTICATION: "there is no access token for the event",
    FailureKind.UNREACHABLE: "couldn't connect to {host}",
    FailureKind.TLS: "the certificate of {host} isn't trusted",
    FailureKind.TIMEOUT: "{host} didn't respond within the profile's timeout",
    FailureKind.BROKEN: "the connection closed before the response was complete",
    FailureKind.CANCELED: "you canceled it before the response arrived",
    FailureKind.BLOCKED: "the browser blocked the request",
}


def _of_response(exchange: Exchange, read: InteractResponse | None) -> Iterator[Rung]:
    response = exchange.response
    assert response is not None
    host = _host(exchange)
    yield Rung(Mark.PASSED, f"{host} responded")
    if read is not None and read.problem is not None:
        explanation = explain(read.problem)
        yield Rung(Mark.PASSED, "the response is the gateway's")
        words = f"refused: {read.problem.name} {read.problem.title}".rstrip()
        yield Rung(Mark.FAILED, words, explanation.meaning, explanation.fix)
        return
    known = explain(str(response.status)) if response.status >= 300 else None
    if known is not None:
        yield Rung(Mark.FAILED, f"{response.status} without a problem from the gateway", known.meaning, known.fix)
    elif not response.body.strip():
        yield Rung(
            Mark.FAILED,
            "the response has no body",
            "The event was accepted, and nothing was returned for it: this is what collect does.",
            "Use interact to get handles.",
        )
    else:
        yield Rung(
            Mark.FAILED,
            f"the response ({response.status}) isn't an Edge Network envelope",
            "Something else responded: another server at this URL, a proxy, or a login page.",
            "Check the URL in the profile.",
        )


def _host(exchange: Exchange) -> str:
    try:
        return urlsplit(exchange.request.url).hostname or "the server"
    except ValueError:
        return "the server"
