"""Bare JSON becomes a draft when it is a request, an event, or the xdm of one."""

import json
from typing import Any

import pytest

import edge_tui.formats
from edge_tui.formats import FORMATS, body, read
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.formats.exchanges import EVENT, exchange


@pytest.mark.parametrize(
    ("pasted", "drafted"),
    [
        (EVENT, EVENT),
        ({"xdm": {"_id": "a"}, "data": {}}, {"event": {"xdm": {"_id": "a"}, "data": {}}}),
        ({"eventType": "x", "web": {}}, {"event": {"xdm": {"eventType": "x", "web": {}}}}),
        ({"events": [{"xdm": {}}]}, {"events": [{"xdm": {}}]}),
    ],
)
def test_json_is_wrapped_as_far_as_needed(pasted: Any, drafted: Any) -> None:
    imported = body.parse(json.dumps(pasted))
    assert imported is not None
    assert json.loads(imported.draft.text) == drafted


@pytest.mark.parametrize(
    ("pasted", "action", "version"),
    [
        ({"event": {}}, Action.INTERACT, ApiVersion.V2),
        ({"events": []}, Action.INTERACT, ApiVersion.V1),
        ({"consent": []}, Action.SET_CONSENT, ApiVersion.V1),
        ({"query": {"identity": {"fetch": ["ECID"]}}}, Action.ACQUIRE, ApiVersion.V1),
    ],
)
def test_a_body_implies_its_action_and_version(pasted: Any, action: Action, version: ApiVersion) -> None:
    imported = body.parse(json.dumps(pasted))
    assert imported is not None
    assert (imported.draft.action, imported.profile.api_version) == (action, version)


@pytest.mark.parametrize("wrap", [lambda entity: entity, lambda entity: {"header": {"imsOrgId": "a"}, "body": entity}])
def test_the_event_of_a_streaming_body_is_taken(wrap: Any) -> None:
    entity = {"_id": "a", "eventType": "x", "timestamp": "2026-11-28T10:00:00Z"}
    streamed = wrap({"xdmMeta": {"schemaRef": {"id": "s"}}, "xdmEntity": entity})
    (found,) = read(json.dumps(streamed)).requests
    assert json.loads(found.draft.text) == {"event": {"xdm": entity}}
    assert any("Streaming Ingestion API" in note for note in found.notes)


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"a": 1}', '"event"'])
def test_other_json_is_not_imported(text: str) -> None:
    assert read(text).requests == ()


def test_the_body_is_written_formatted() -> None:
    assert json.loads(FORMATS["body"].render(exchange())) == EVENT
    assert FORMATS["body"].render(exchange("no json")) == "no json\n"


def test_every_format_is_named_like_its_module() -> None:
    for name, each in FORMATS.items():
        assert each.render is getattr(edge_tui.formats, name).render


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.parse])
def test_the_output_of_a_format_is_recognized_when_pasted(name: str) -> None:
    (imported,) = read(FORMATS[name].render(exchange())).requests
    document = json.loads(imported.draft.text)
    assert document["event"] == EVENT["event"]
