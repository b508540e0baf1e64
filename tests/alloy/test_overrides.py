"""Datastream overrides, as Adobe's functional specs have them: where they are set, and what goes on the wire."""

from typing import Any

import pytest

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.values.identity_cookie import decode
from tests.alloy.browser import Call, Visitor

TARGET_ONLY = EMULATOR_DATASTREAM_ID[:-1] + "5"
PENDING = EMULATOR_DATASTREAM_ID[:-1] + "4"
PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}
CONSENT = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
SUITES = {"com_adobe_analytics": {"reportSuites": ["one", "two"]}}


def sent(call: Call) -> Any:
    return call.sent.get("meta", {}).get("configOverrides")


def test_an_override_of_configure_is_for_every_event(visitor: Visitor) -> None:
    visitor.configure(edgeConfigOverrides=SUITES)
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert [sent(call) for call in visitor.calls] == [SUITES, SUITES]
    assert {call.status for call in visitor.calls} == {200}


def test_a_section_of_an_event_replaces_that_of_configure(visitor: Visitor) -> None:
    visitor.configure(edgeConfigOverrides={**SUITES, "com_adobe_target": {"enabled": False}})
    own = {"com_adobe_analytics": {"reportSuites": ["three"]}}
    visitor.alloy("sendEvent", {**PAGE_VIEW, "edgeConfigOverrides": own})

    assert sent(visitor.calls[0]) == {**own, "com_adobe_target": {"enabled": False}}


@pytest.mark.parametrize(
    ("overrides", "wire"),
    [
        ({"com_adobe_target": {"enabled": True}}, None),
        ({"com_adobe_target": {"propertyToken": ""}}, None),
        ({"com_adobe_analytics": {"reportSuites": []}}, None),
        (
            {"com_adobe_analytics": {"enabled": True, "reportSuites": ["one"]}},
            {"com_adobe_analytics": {"reportSuites": ["one"]}},
        ),
    ],
    ids=["enabled", "an empty token", "no suites", "enabled beside suites"],
)
def test_what_the_gateway_would_refuse_is_left_out(overrides: dict[str, Any], wire: Any, visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "edgeConfigOverrides": overrides})

    assert sent(visitor.calls[0]) == wire
    assert visitor.calls[0].status == 200


@pytest.mark.parametrize("section", ["com_adobe_target", "com_adobe_audiencemanager", "com_adobe_experience_platform"])
def test_a_service_can_be_switched_off_for_one_event(section: str, visitor: Visitor) -> None:
    visitor.configure()
    event = {**PAGE_VIEW, "personalization": {"decisionScopes": ["hero"]}}
    visitor.alloy("sendEvent", event)
    visitor.alloy("sendEvent", {**event, "edgeConfigOverrides": {section: {"enabled": False}}})

    types = [{handle["type"] for handle in call.body["handle"]} for call in visitor.calls]
    gone = {
        "com_adobe_target": "personalization:decisions",
        "com_adobe_audiencemanager": "activation:push",
        "com_adobe_experience_platform": "activation:pull",
    }[section]
    assert [gone in found for found in types] == [True, False]


def test_an_override_that_the_datastream_does_not_declare_is_refused(visitor: Visitor) -> None:
    visitor.configure(datastreamId=TARGET_ONLY)

    assert "EXEG-0113-400" in visitor.refused("sendEvent", {**PAGE_VIEW, "edgeConfigOverrides": SUITES})


@pytest.mark.parametrize("command", ["getIdentity", "setConsent", "appendIdentityToUrl"])
def test_other_commands_take_overrides_too(command: str, visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending" if command == "setConsent" else "in")
    options: dict[str, Any] = {
        "getIdentity": {},
        "setConsent": CONSENT,
        "appendIdentityToUrl": {"url": "https://www.news.example/"},
    }[command]
    visitor.alloy(command, {**options, "edgeConfigOverrides": SUITES})

    assert sent(visitor.calls[0]) == SUITES
    assert visitor.calls[0].status == 200


def test_a_container_of_id_syncs_is_written_into_the_third_party_identity(visitor: Visitor) -> None:
    overrides = {"com_adobe_identity": {"idSyncContainerId": 30793}}
    visitor.configure(thirdPartyCookiesEnabled=True)
    visitor.alloy("sendEvent", {**PAGE_VIEW, "edgeConfigOverrides": overrides})

    assert decode(visitor.cookies()["identity"]["value"]).id_sync_container_id == 30793


def test_another_datastream_is_in_the_url_and_the_original_in_the_body(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "edgeConfigOverrides": {"datastreamId": TARGET_ONLY}})

    (call,) = visitor.calls
    assert (call.datastream, call.status) == (TARGET_ONLY, 200)
    assert call.sent["meta"]["sdkConfig"]["datastream"]["original"] == EMULATOR_DATASTREAM_ID
    assert sent(call) is None


@pytest.mark.parametrize(
    ("where", "overrides", "words"),
    [
        ("event", {"com_adobe_identity": {"idSyncContainerId": "30793"}}, "can't be a string"),
        ("configure", {"datastreamId": TARGET_ONLY}, "isn't a known override"),
    ],
    ids=["a number in quotes", "a datastream in configure"],
)
def test_what_the_sdk_passes_on_as_it_is_can_be_refused(
    where: str, overrides: dict[str, Any], words: str, visitor: Visitor
) -> None:
    option = {"edgeConfigOverrides": overrides}
    visitor.configure(**(option if where == "configure" else {}))
    message = visitor.refused("sendEvent", {**PAGE_VIEW, **(option if where == "event" else {})})

    assert "EXEG-0113-400" in message
    assert words in message
