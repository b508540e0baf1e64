"""Consent, as Adobe's functional specs have it: what waits, what is refused, and what is remembered."""

from typing import Any

import pytest

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.values.tc_string import ADOBE_VENDOR
from tests.alloy.browser import Visitor
from tests.answers import tc_string

PENDING = EMULATOR_DATASTREAM_ID[:-1] + "4"
PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}
EVERYTHING = tc_string({1, 10}, {ADOBE_VENDOR})
REFUSING = tc_string({10}, {ADOBE_VENDOR})


def general(value: str) -> dict[str, Any]:
    return {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": value}}]}


def adobe_2(**value: Any) -> dict[str, Any]:
    return {"consent": [{"standard": "Adobe", "version": "2.0", "value": value}]}


def iab(value: str, **members: Any) -> dict[str, Any]:
    return {"consent": [{"standard": "IAB TCF", "version": "2.0", "value": value, "gdprApplies": True, **members}]}


def in_event(value: str, **members: Any) -> dict[str, Any]:
    string = {"consentStandard": "IAB TCF", "consentStandardVersion": "2.0", "consentStringValue": value}
    return {"xdm": {**PAGE_VIEW["xdm"], "consentStrings": [{**string, "gdprApplies": True, **members}]}}


def stored(visitor: Visitor) -> str:
    return str(visitor.cookies()["consent"]["value"]).replace("%3D", "=")


def actions(visitor: Visitor) -> list[str]:
    return [call.path.rsplit("/", 1)[-1] for call in visitor.calls]


def test_an_event_waits_for_consent_and_is_sent_with_it(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.page.evaluate("event => { window.waiting = window.alloy('sendEvent', event); }", PAGE_VIEW)
    assert visitor.calls == []
    visitor.alloy("setConsent", general("in"))
    visitor.page.evaluate("() => window.waiting")

    assert actions(visitor) == ["set-consent", "interact"]


def test_an_event_that_waits_is_dropped_by_an_opt_out(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.page.evaluate("event => { window.waiting = window.alloy('sendEvent', event); }", PAGE_VIEW)
    visitor.alloy("setConsent", general("out"))

    assert visitor.page.evaluate("() => window.waiting") == {}
    assert actions(visitor) == ["set-consent"]
    assert stored(visitor) == "general=out"


def test_an_opt_out_by_default_sends_nothing(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="out")

    assert visitor.alloy("sendEvent", PAGE_VIEW) == {}
    assert visitor.calls == []


@pytest.mark.parametrize(("choice", "sent"), [("in", ["set-consent", "interact"]), ("out", ["set-consent"])])
def test_a_choice_is_remembered_on_the_next_page(choice: str, sent: list[str], visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.alloy("setConsent", general(choice))
    visitor.open("/second")
    visitor.configure(defaultConsent="pending")
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert actions(visitor) == sent


@pytest.mark.parametrize(
    ("consent", "level"),
    [
        pytest.param(iab(EVERYTHING), "in", id="everything"),
        pytest.param(iab(REFUSING), "out", id="no purpose 1"),
        pytest.param(iab(tc_string({1, 10}, {1})), "out", id="no Adobe vendor"),
        pytest.param(iab(tc_string({1}, {ADOBE_VENDOR})), "in", id="no purpose 10"),
        pytest.param(iab(REFUSING, gdprApplies=False), "in", id="GDPR doesn't apply"),
        pytest.param(adobe_2(collect={"val": "y"}), "in", id="Adobe 2.0 in"),
        pytest.param(
            adobe_2(collect={"val": "n"}, metadata={"time": "2026-01-01T00:00:00Z"}), "out", id="Adobe 2.0 out"
        ),
        pytest.param({"consent": general("in")["consent"] + iab(REFUSING)["consent"]}, "out", id="two standards"),
    ],
)
def test_each_standard_comes_to_in_or_out(consent: dict[str, Any], level: str, visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.alloy("setConsent", consent)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert stored(visitor) == f"general={level}"
    assert actions(visitor) == ["set-consent", *(["interact"] if level == "in" else [])]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"standard": "IAB"}, "EXEG-0102-400"),
        ({"version": "1.0"}, "EXEG-0102-400"),
        ({"value": ""}, "EXEG-0104-422"),
    ],
)
def test_what_is_wrong_is_refused_and_can_be_repeated(change: dict[str, Any], code: str, visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    (right,) = iab(EVERYTHING)["consent"]

    assert code in visitor.refused("setConsent", {"consent": [{**right, **change}]})
    visitor.alloy("setConsent", {"consent": [right]})
    assert [call.status for call in visitor.calls] == [400 if "400" in code else 422, 200]


def test_a_negative_string_in_an_event_ends_collection(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", in_event(REFUSING))
    visitor.alloy("sendEvent", PAGE_VIEW)

    (call,) = visitor.calls
    assert call.status == 200
    assert [warning["type"].rsplit("/", 1)[-1] for warning in call.body["warnings"]] == ["EXEG-0301-200"]
    assert stored(visitor) == "general=out"


def test_a_positive_string_in_an_event_is_stored(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", in_event(EVERYTHING))

    (call,) = visitor.calls
    assert "warnings" not in call.body
    assert "identity:result" in [handle["type"] for handle in call.body["handle"]]
    assert stored(visitor) == "general=in"


def test_the_same_choice_is_sent_once_and_another_one_again(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    for choice in ("in", "in", "out", "in"):
        visitor.alloy("setConsent", general(choice))

    assert actions(visitor) == ["set-consent"] * 3


@pytest.mark.parametrize("key", ["consent", "identity"])
def test_the_same_choice_is_sent_again_without_its_cookie_or_the_identity(key: str, visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.alloy("setConsent", general("in"))
    name = visitor.cookies()[key]["name"]
    visitor.context.clear_cookies(name=name)
    visitor.open("/second")
    visitor.configure(defaultConsent="pending")
    visitor.alloy("setConsent", general("in"))

    assert actions(visitor) == ["set-consent", "set-consent"]


def test_a_choice_is_sent_with_the_visitors_identities(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    identities = {"HYP": [{"id": "customer-1", "authenticatedState": "authenticated"}]}
    visitor.alloy("setConsent", {**general("in"), "identityMap": identities})

    assert visitor.calls[0].sent["identityMap"] == identities
    assert visitor.calls[0].status == 200


def test_pending_consent_of_the_datastream_differs_from_an_opt_out(visitor: Visitor) -> None:
    visitor.configure(datastreamId=PENDING)
    visitor.alloy("sendEvent", PAGE_VIEW)

    (warning,) = visitor.calls[0].body["warnings"]
    assert "pending" in warning["detail"]
    assert "consent" not in visitor.cookies()
