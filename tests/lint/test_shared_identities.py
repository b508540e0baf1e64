"""What applies to several events at once, and what only profiles have."""

from datetime import UTC, datetime
from typing import Any

from edge_tui.lint import Context, lint
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.profile_fields import GROUP_OF
from edge_tui.model.json.document import pretty
from edge_tui.model.profile import ApiVersion
from tests.tables import every_row

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FPID = {"FPID": [{"id": "5f1c0000-0000-4000-8000-000000000001"}]}
ECID = {"ECID": [{"id": "40000822335137559702444726551020104471"}]}


def _xdm(identity_map: Any = None) -> dict[str, Any]:
    return {"xdm": {"eventType": "a.b"} | ({"identityMap": identity_map} if identity_map else {})}


@every_row(
    ("shared", "events", "sentence"),
    [
        (FPID, [_xdm(ECID)], "the ECID already"),
        (FPID, [_xdm(ECID), _xdm(ECID)], "the ECID of each event already"),
        # The first event is made known by the FPID.
        (FPID, [_xdm(), _xdm(ECID)], ""),
        (FPID, [_xdm()], ""),
        (FPID, [_xdm({"ECID": [{"id": "{{ask:ecid}}"}]})], ""),
        (FPID | ECID, [_xdm()], "the ECID already"),
        (ECID, [_xdm(FPID), _xdm()], "the ECID already"),
    ],
)
def test_an_fpid_of_the_request_is_not_used_where_each_event_has_an_ecid(
    shared: Any, events: list[Any], sentence: str
) -> None:
    found = lint(pretty({"xdm": {"identityMap": shared}, "events": events}), Context(NOW, version=ApiVersion.V1))
    unused = [each.message for each in found if each.rule == "fpid"]
    assert unused == ([f"This FPID won't be used: {sentence} identifies the visitor."] if sentence else [])


@every_row(
    ("schemas", "severity"),
    [
        ([], "info"),
        (["https://ns.adobe.com/personalization/html-content-item"], "warning"),
        (["https://ns.adobe.com/personalization/dom-action"], ""),
        (None, ""),
    ],
)
def test_the_scope_of_a_page_needs_the_schema_of_its_changes(schemas: Any, severity: str) -> None:
    asked = {"decisionScopes": ["__view__"]} | ({} if schemas is None else {"schemas": schemas})
    found = lint(pretty({"event": _xdm(), "query": {"personalization": asked}}), Context(NOW))
    [*hits] = [each for each in found if each.rule == "decision-scopes"]
    assert [str(each.severity) for each in hits] == ([severity] if severity else [])
    assert all(each.suggestion is not None for each in hits)


def test_a_field_of_profiles_is_named_with_its_field_group() -> None:
    assert not GROUP_OF.keys() & dictionary.event().fields.keys()
    for name, group in GROUP_OF.items():
        found = lint(pretty({"event": {"xdm": {"eventType": "a.b", name: {"address": "x"}}}}), Context(NOW))
        [message] = [each.message for each in found if each.rule == "unknown-field"]
        assert message.startswith(f"{name} is a field of profiles ({group}), not of an ExperienceEvent")
