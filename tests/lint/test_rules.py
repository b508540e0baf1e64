"""Every rule finds its example at the right place, and nothing in similar valid events."""

import importlib
import json
from pathlib import Path

import pytest

import edge_tui.lint
from edge_tui.lint import SYNTAX, Context, lint
from edge_tui.lint.fixes import apply_fix
from edge_tui.lint.rules import RULES
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import pretty
from tests.lint.examples import EXAMPLES, NOW, Example
from tests.tables import every_row

FOLDER = Path(edge_tui.lint.__file__).parent


def _found(example: Example, body: object) -> list[Finding]:
    return [each for each in lint(pretty(body), example.context) if each.rule == example.rule]


def _checked(body: object) -> list[Finding]:
    return lint(pretty(body), Context(now=NOW))


def _name(example: Example) -> str:
    return f"{example.rule} at {example.pointer[-40:] or 'the root'}"


def test_a_rule_is_named_like_its_module_and_every_module_with_a_check_is_registered() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"}
    checks = {name for name in modules if hasattr(importlib.import_module(f"edge_tui.lint.{name}"), "check")}
    assert {name.replace("-", "_") for name in RULES} == checks


def test_every_rule_has_an_example() -> None:
    assert {example.rule for example in EXAMPLES} | {"duplicate-name"} == set(RULES)


@every_row("example", EXAMPLES, ids=_name)
def test_a_rule_finds_its_example_at_the_right_place(example: Example) -> None:
    found = {finding.pointer: finding for finding in _found(example, example.wrong)}
    assert list(found) == [example.pointer]
    finding = found[example.pointer]
    assert finding.predicts == example.predicts
    assert finding.line > 0
    assert finding.message.endswith((".", "?"))
    assert finding.predicts is None or finding.severity is Severity.ERROR


@every_row("example", EXAMPLES, ids=_name)
def test_a_rule_accepts_the_valid_counterexample(example: Example) -> None:
    assert _found(example, example.right) == []


@every_row("example", EXAMPLES, ids=_name)
def test_a_suggestion_fixes_its_finding(example: Example) -> None:
    finding = _found(example, example.wrong)[0]
    assert (finding.suggestion is not None) == example.fixable
    if finding.suggestion is not None:
        fixed = apply_fix(pretty(example.wrong), finding.suggestion)
        again = [each for each in lint(fixed, example.context) if each.rule == example.rule]
        assert again == []


def test_a_syntax_error_is_the_only_finding_and_has_its_position() -> None:
    findings = lint('{\n  "event": {"xdm": {},}\n}', Context(NOW))
    assert [(each.rule, each.line, each.column, each.predicts) for each in findings] == [(SYNTAX, 2, 22, "0101")]


def test_a_duplicate_name_is_found_although_parsers_hide_it() -> None:
    text = '{"event": {"xdm": {"_id": "a", "timestamp": "2026-03-01T09:29:00Z", "_id": "b"}}}'
    findings = lint(text, Context(NOW))
    assert [(each.rule, each.pointer, each.column) for each in findings] == [
        ("duplicate-name", "/event/xdm/_id", text.rindex('"_id"') + 1)
    ]
    assert findings[0].suggestion is not None
    assert lint(apply_fix(text, findings[0].suggestion), Context(NOW)) == ()


def test_the_same_name_in_two_objects_is_not_a_duplicate() -> None:
    assert lint('{"event": {"data": {"a": {"b": 1}, "c": {"b": 1}}}}', Context(NOW)) == ()


def test_a_misplaced_object_moves_member_by_member_into_an_existing_one() -> None:
    text = pretty({"event": {"xdm": {}, "query": {"personalization": {}}}, "query": {"identity": {}}})
    (found,) = [each for each in lint(text, Context(NOW)) if each.rule == "misplaced"]
    assert found.suggestion is not None
    moved = apply_fix(text, found.suggestion)
    assert json.loads(moved) == {"event": {"xdm": {}, "query": {}}, "query": {"identity": {}, "personalization": {}}}
    (left,) = [each for each in lint(moved, Context(NOW)) if each.rule == "misplaced"]
    assert left.suggestion is not None
    assert "query" not in json.loads(apply_fix(moved, left.suggestion))["event"]


def test_the_visitors_primary_identity_counts_for_an_event_without_its_namespace() -> None:
    context = Context(NOW, authenticated=True, visitor_primary="CRMID")

    def found(**namespaces: bool) -> list[str]:
        own = {name: [{"id": "a", "primary": primary}] for name, primary in namespaces.items()}
        event = {"_id": "e", "timestamp": "{{now}}", "identityMap": own}
        return [each.pointer for each in lint({"event": {"xdm": event}}, context)]

    assert found() == found(AAID=False) == found(CRMID=True) == []
    assert found(CRMID=False) == ["/event/xdm/identityMap"]
    assert found(AAID=True) == ["/event/xdm/identityMap/AAID/0/primary"]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = pretty({"event": {"xdm": {"web": {"name": "a"}, "eventType": "x.y", "timestamp": 1, "_id": "a"}}})
    lines = [finding.line for finding in lint(text, Context(NOW))]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_a_finding_points_at_the_name_or_the_value_it_is_about() -> None:
    referrer = {"type": "x", "url": "u"}
    text = json.dumps({"event": {"xdm": {"_id": "a", "timestamp": "{{now}}", "web": {"webReferrer": referrer}}}})
    found = {finding.rule: finding.column for finding in lint(text, Context(NOW))}
    assert found == {"field-value": text.index('"x"') + 1, "unknown-field": text.index('"url"') + 1}


@every_row(
    ("written", "meant"),
    [
        ("20260301T093000Z", "2026-03-01T09:30:00Z."),
        ("2026-03-01T09:30Z", "2026-03-01T09:30:00Z."),
        ("2026-03-01T09:30:00,123Z", "2026-03-01T09:30:00.123Z."),
        ("2026-03-01T09:30:00 Z", "2026-03-01T09:30:00Z."),
        ("2026-W09-7T09:30:00+01:00", "2026-03-01T09:30:00+01:00."),
        ("2026-03-01", "2026-03-01T00:00:00Z, or with its own offset instead of Z."),
        ("2026-03-01 09:30:00", "2026-03-01T09:30:00Z, or with its own offset instead of Z."),
        ("1772357400", "2026-03-01T09:30:00Z."),
        ("1772357400000", "2026-03-01T09:30:00Z."),
    ],
)
def test_a_time_in_another_notation_is_written_as_rfc_3339(written: str, meant: str) -> None:
    found = _checked({"event": {"xdm": {"_id": "1", "timestamp": written}}})
    (hit,) = [each for each in found if each.rule == "timestamp"]
    assert hit.message == f"timestamp must be a date and time of RFC 3339: write {meant}"
    assert hit.suggestion is not None
    assert hit.suggestion.value == meant.partition(",")[0].removesuffix(".")


@pytest.mark.parametrize("item", [1, None, {"uri": "a"}, ["a"]])
def test_an_item_that_is_not_a_string_is_named(item: object) -> None:
    query = {"identity": {"fetch": ["ECID", item]}, "personalization": {"surfaces": ["web://a.example/", item]}}
    found = [each for each in _checked({"event": {"xdm": {"_id": "1"}}, "query": query}) if each.rule == "query"]
    assert [each.message.partition("; ")[2].split(" is ")[0] for each in found] == ["item 1"] * 2


def test_fields_with_the_prefix_of_older_schemas_are_renamed() -> None:
    xdm = {"_id": "1", "xdm:eventType": "a.b", "xdm:web": {}, "web": {"xdm:webPageDetails": {}}, "xdm:own": 1}
    found = [each for each in _checked({"event": {"xdm": xdm}}) if each.rule == "unknown-field"]
    renamed = {each.pointer: each.suggestion.rename for each in found if each.suggestion}
    assert renamed == {"/event/xdm/xdm:eventType": "eventType", "/event/xdm/web/xdm:webPageDetails": "webPageDetails"}
    assert all("is called" in each.message for each in found if each.pointer != "/event/xdm/xdm:own")
