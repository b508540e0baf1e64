"""Calls that were sent and got no response, because Edge couldn't be reached or the connection broke."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.sightings import Cause
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, CallState, Visit, VisitFinding
from edge_tui.visit.subjects import keys, listed, named

_AGAIN = "Record again; if it repeats, look at the network between the browser and this host."
# Why, and what to do.
_CAUSES = {
    Cause.DNS: ("its name wasn't found", "Check the edge domain in the SDK's configuration, and its DNS entry."),
    Cause.REFUSED: ("it refused the connection", "Check the edge domain, and whether a proxy or firewall is between."),
    Cause.TLS: ("the browser doesn't trust it", "Check the certificate of the edge domain."),
    Cause.TIMED_OUT: ("no response came in time", _AGAIN),
    Cause.BROKEN: ("the connection broke", _AGAIN),
}
# The same where edge-tui asks the host, as a proxy does.
_NETWORK = "If it repeats, look at the network between this machine and this host."
_CAUSES_OF_PROXIES = {
    Cause.DNS: ("its name wasn't found", "Check the host's name, and its DNS entry."),
    Cause.REFUSED: ("it refused the connection", "Check the host and its port, and whether a firewall is between."),
    Cause.TLS: (
        "TLS with it failed",
        "Check its certificate. If a private authority has signed it, let SSL_CERT_FILE name that one's certificate.",
    ),
    Cause.TIMED_OUT: ("no response came in time", _NETWORK),
    Cause.BROKEN: ("the connection broke", _NETWORK),
}
_FIX_RULE = "The rule changed these calls on their way. If it cut them off, nothing is wrong with the site."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each page, host, cause and rule.

    What the page itself canceled isn't one, nor what was sent again with a response: the SDK repeats what broke.
    """
    answered = {call.exchange.request_id for call in visit.calls if call.state is CallState.ANSWERED}
    grouped: dict[tuple[int, str, str, tuple[str, ...]], list[Call]] = {}
    for call in visit.calls:
        failure = call.exchange.failure
        if call.state is not CallState.FAILED or call.exchange.request_id in answered:
            continue
        if failure is not None and failure.cause in _CAUSES:
            grouped.setdefault((call.page_number, call.host, failure.cause, call.changed), []).append(call)
    causes = _CAUSES_OF_PROXIES if visit.recording.source.is_proxy else _CAUSES
    for (page, host, cause, changed), calls in grouped.items():
        words, fix = causes[Cause(cause)]
        under = f", under {listed(f'“{rule}”' for rule in changed)}" if changed else ""
        message = f"{counted(len(calls), 'call')} to {host} got no response, because {words}{under}"
        kinds = listed(map(named, calls))
        yield VisitFinding(
            "unreachable", Severity.ERROR, f"{message}: {kinds}.", _FIX_RULE if changed else fix, keys(calls), page
        )
