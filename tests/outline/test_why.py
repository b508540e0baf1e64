"""Why there is nothing: a ladder of checks, a conclusion and a next step, from what is known."""

import json
from typing import Any

import pytest

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.request import InteractRequest
from edge_tui.outline.ladder import Ladder, Mark
from edge_tui.outline.why import Evidence, missing_scopes, why_nothing
from edge_tui.values import consent_cookie
from tests.outline.test_arrangement import NOW, TIMEOUT, decisions, envelope, exchange, identity, proposition
from tests.tables import every_row

SURFACE = "web://shop.example.com/#hero"
HTML = "https://ns.adobe.com/personalization/html-content-item"
KNOWN = Evidence(("target", "journey_optimizer"), ("hero",))


def asking(*scopes: str, **members: Any) -> dict[str, Any]:
    return {"query": {"personalization": {"decisionScopes": list(scopes), "schemas": [HTML]}}, **members}


def consent(general: str) -> dict[str, Any]:
    entry = {"key": "kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_consent", "value": f"general={general}"}
    assert consent_cookie.decode(entry["value"]) == {"general": general}
    return {"meta": {"state": {"entries": [entry]}}}


def climb(document: Any, request: Any, evidence: Evidence = KNOWN, scope: str = "", status: int = 200) -> Ladder:
    return why_nothing(exchange(document, request, status), scope, evidence, NOW)


def failed(ladder: Ladder) -> list[str]:
    return [rung.words for rung in ladder.rungs if rung.mark is Mark.FAILED]


@every_row(
    ("document", "request_body", "evidence", "fails", "concludes", "advises"),
    [
        pytest.param(
            envelope(decisions(proposition("hero")), errors=[TIMEOUT]),
            asking("hero", "banner"),
            KNOWN,
            "Target failed on this event: EXEG-0201-503",
            "Adobe Target failed",
            "F5",
            id="the service failed",
        ),
        pytest.param(
            envelope(errors=[TIMEOUT]),
            asking("banner", event={"data": {"__emulator": {"upstreams": {"target": "timeout"}}}}),
            KNOWN,
            "Target failed on this event: EXEG-0201-50",
            "Adobe Target failed",
            "Remove /event/data/__emulator",
            id="the event requests the fault from the emulator",
        ),
        pytest.param(
            envelope(),
            asking("banner"),
            Evidence(("analytics",)),
            "Target is off in this datastream",
            "isn't enabled on the datastream",
            "Enable it",
            id="the datastream lacks the service",
        ),
        pytest.param(
            envelope(),
            asking("banner", meta={"configOverrides": {"com_adobe_target": {"enabled": False}}}),
            KNOWN,
            "the event switches Target off",
            "/meta/configOverrides/com_adobe_target/enabled",
            "Overrides tab",
            id="an override switches it off",
        ),
        pytest.param(
            envelope(),
            asking("heroo"),
            KNOWN,
            "heroo never had a decision, but hero did",
            "hero has had decisions",
            "Request hero",
            id="a scope is misspelled",
        ),
        pytest.param(
            envelope(),
            {"query": {"personalization": {"decisionScopes": ["banner"], "schemas": ["https://x.example/other"]}}},
            KNOWN,
            "Not requested with a schema of such content",
            "html-content-item",
            "Change it in the event",
            id="no schema fits",
        ),
        pytest.param(
            envelope(),
            asking("banner", **consent("out")),
            KNOWN,
            "consent is out",
            "opted out",
            "new visitor",
            id="consent is out",
        ),
        pytest.param(
            envelope(warnings=[{"type": "https://ns.adobe.com/aep/errors/EXEG-0301-200", "title": "x"}]),
            asking("banner"),
            KNOWN,
            "consent is out",
            "opted out",
            "new visitor",
            id="the response says that consent is out",
        ),
        pytest.param(
            envelope(),
            asking("banner", **consent("pending")),
            KNOWN,
            "consent is pending",
            "hasn't consented yet",
            "Set consent",
            id="consent is pending",
        ),
    ],
)
def test_the_first_failed_check_is_the_conclusion(
    document: Any, request_body: Any, evidence: Evidence, *, fails: str, concludes: str, advises: str
) -> None:
    ladder = climb(document, request_body, evidence)
    assert len(failed(ladder)) == 1
    assert failed(ladder)[0].startswith(fails)
    assert concludes in ladder.conclusion
    assert advises in ladder.next_step
    assert not ladder.can_try, "nothing more has to be tried"


def test_a_service_that_answered_another_scope_is_on() -> None:
    ladder = climb(envelope(decisions(proposition("hero"))), asking("hero", "banner"), Evidence())
    assert "Target is on in this datastream (it returned hero)" in [rung.words for rung in ladder.rungs]
    assert ladder.question == "Why is there nothing for banner?"
    assert ladder.subject == "banner"


def test_what_is_not_known_is_neither_passed_nor_failed() -> None:
    ladder = climb(envelope(), asking("banner"), Evidence())
    assert [rung.mark for rung in ladder.rungs if "isn't known" in rung.words or "never had" in rung.words] == [
        Mark.UNKNOWN,
        Mark.UNKNOWN,
    ]
    assert ladder.can_try
    assert "no live activity uses this scope" in ladder.conclusion


def as_new(document: Any, request_body: Any) -> Evidence:
    return Evidence(KNOWN.services, KNOWN.decided_scopes, as_new_visitor=exchange(document, request_body))


def test_a_new_visitor_that_gets_a_decision_is_the_conclusion() -> None:
    request = asking("hero")
    ladder = climb(envelope(), request, as_new(envelope(decisions(proposition("hero"))), request))
    assert failed(ladder) == ["a new visitor gets a decision"]
    assert "doesn't qualify" in ladder.conclusion
    nothing = climb(envelope(), request, as_new(envelope(), request))
    assert failed(nothing) == []
    assert nothing.rungs[-1].words == "a new visitor gets nothing either"
    assert not nothing.can_try


def test_overrides_that_prevent_a_decision_are_the_conclusion() -> None:
    request = asking("hero", meta={"configOverrides": {"com_adobe_target": {"propertyToken": "t"}}})
    other = exchange(envelope(decisions(proposition("hero"))), asking("hero"))
    ladder = climb(envelope(), request, Evidence(KNOWN.services, (), without_overrides=other))
    assert failed(ladder) == ["without the event's overrides there is a decision"]


def test_a_surface_and_an_offer_are_of_their_own_services() -> None:
    request = {"query": {"personalization": {"surfaces": [SURFACE]}}}
    assert any(rung.words == "AJO is on in this datastream" for rung in climb(envelope(), request).rungs)


def test_missing_scopes_are_those_of_the_request() -> None:
    assert missing_scopes(exchange(envelope(decisions(proposition("b"))), asking("a", "b", "c"))) == ("a", "c")


def test_without_a_query_nothing_was_asked_for() -> None:
    ladder = climb(envelope(identity()), {})
    assert failed(ladder) == ["the query names no scope and no surface"]
    assert "Query tab" in ladder.next_step
    whole = climb(envelope(decisions(proposition("hero"))), asking("hero"))
    assert failed(whole) == []
    assert whole.conclusion == "Nothing that the event requested is missing."


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_failure_has_a_conclusion_and_a_next_step(kind: FailureKind) -> None:
    request = InteractRequest("sent", "https://edge.example.com/ee/v2/interact", (), "{}", authenticated=True)
    shown = Exchange(Draft("{}"), request, "p", "default", NOW, Failure(kind, "It failed."))
    ladder = why_nothing(shown, "", Evidence(), NOW)
    assert ladder.question == "Why is there no response?"
    assert [rung.mark for rung in ladder.rungs][-1] is Mark.FAILED
    assert ladder.conclusion
    assert ladder.next_step
    has_token = any(rung.words == "there was an access token" for rung in ladder.rungs)
    assert has_token == (kind is not FailureKind.AUTHENTICATION)


@pytest.mark.parametrize(
    ("status", "body", "fails"),
    [
        (503, json.dumps({"type": TIMEOUT["type"], "status": 503, "title": "Down"}), "refused: EXEG-0201-503 Down"),
        (502, "<html>Bad Gateway</html>", "502 without a problem from the gateway"),
        (200, "<html>Sign in</html>", "the response (200) isn't an Edge Network envelope"),
        (204, "", "the response has no body"),
    ],
)
def test_every_response_without_handles_has_a_conclusion(status: int, body: str, fails: str) -> None:
    request = InteractRequest("sent", "https://edge.example.com/ee/v2/interact", (), "{}")
    shown = Exchange(Draft("{}"), request, "p", "default", NOW, Response(status, (), body.encode(), Timings(1.0)))
    ladder = why_nothing(shown, "", Evidence(), NOW)
    assert failed(ladder) == [fails]
    assert ladder.conclusion
    assert ladder.next_step


def test_an_exchange_without_an_outcome_says_so() -> None:
    request = InteractRequest("sent", "https://edge.example.com/ee/v2/interact", (), "{}")
    ladder = why_nothing(Exchange(Draft("{}"), request, "p", "default", NOW), "", Evidence(), NOW)
    assert failed(ladder) == ["no response is recorded"]
