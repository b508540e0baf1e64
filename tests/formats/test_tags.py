"""Settings of the Web SDK extension, wherever a property of tags has them, become the call that they make."""

import json
from typing import Any

from edge_tui.formats import read
from edge_tui.model.json.document import at
from edge_tui.model.request import Action
from tests.tables import every_row

SEND = {"instanceName": "alloy", "type": "commerce.purchases", "xdm": {"n": "%Page Name%"}, "decisionScopes": ["hero"]}
CONSENT = {"instanceName": "alloy", "consent": [{"standard": "Adobe", "version": "2.0", "value": {"collect": {}}}]}
OVERRIDES = {"production": {"com_adobe_target": {"propertyToken": "p"}}, "staging": {}}


def component(descriptor: str, settings: Any) -> str:
    attributes = {"delegate_descriptor_id": f"adobe-alloy::{descriptor}", "settings": json.dumps(settings)}
    return json.dumps({"data": [{"type": "rule_components", "attributes": attributes}]})


def library(settings: Any) -> str:
    action = json.dumps({"modulePath": "adobe-alloy/dist/lib/actions/sendEvent/index.js", "settings": settings})
    rule = f'{{id:"RL1",conditions:[{{settings:{{source:function(){{return!0}}}}}}],actions:[{action}]}}'
    return f"window._satellite=window._satellite||{{}},window._satellite.container={{rules:[{rule}]}};"


@every_row(
    ("text", "pointer", "value"),
    [
        (json.dumps(SEND), "/events/0/xdm", {"n": "{{ask:Page Name}}", "eventType": "commerce.purchases"}),
        (component("actions::send-event", SEND), "/events/0/query/personalization/decisionScopes/0", "hero"),
        (
            component("actions::send-event", {**SEND, "edgeConfigOverrides": OVERRIDES}),
            "/meta/configOverrides/com_adobe_target",
            {"propertyToken": "p"},
        ),
        (component("dataElements::xdm-object", {"data": {"eventType": "a.b"}}), "/event/xdm", {"eventType": "a.b"}),
        (library(SEND), "/events/0/xdm/eventType", "commerce.purchases"),
        (component("actions::set-consent", CONSENT), "/consent/0/standard", "Adobe"),
    ],
)
def test_an_action_is_read_as_the_call_that_it_makes(text: str, pointer: str, value: Any) -> None:
    reading = read(text)
    assert reading.kind == "tags property"
    (found,) = reading.requests
    assert at(json.loads(found.draft.text), pointer) == value
    assert (found.draft.action is Action.SET_CONSENT) == pointer.startswith("/consent")
    assert not any("line 1, column" in note or "instanceName" in note for note in found.notes)


def test_a_property_without_events_says_so() -> None:
    reading = read(component("actions::redirect-with-identity", {"instanceName": "alloy"}))
    assert (reading.requests, "no action that sends an event" in reading.missing) == ((), True)
