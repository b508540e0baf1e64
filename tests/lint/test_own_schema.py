"""A custom schema is checked in addition to the standard fields, as far as its parts are available."""

import json
from typing import Any

import pytest

from edge_tui.lint import Context, lint
from edge_tui.lint.completion import complete
from edge_tui.lint.own_schema import OwnSchema, read_schema
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import ParseError
from tests.lint.corpus import BASE
from tests.lint.examples import NOW

GROUP = {
    "$id": "https://ns.adobe.com/acme/mixins/loyalty",
    "definitions": {
        "loyalty": {
            "properties": {
                "_acme": {
                    "type": "object",
                    "properties": {
                        "tier": {"type": "string", "enum": ["gold", "silver"]},
                        "visits": {"type": "array", "items": {"properties": {"at": {"type": "string"}}}},
                    },
                    "required": ["tier"],
                }
            }
        }
    },
    "allOf": [{"$ref": "#/definitions/loyalty"}],
}
SCHEMA = {
    "$id": "https://ns.adobe.com/acme/schemas/web",
    "$schema": "http://json-schema.org/draft-06/schema#",
    "allOf": [{"$ref": GROUP["$id"]}, {"$ref": "https://ns.adobe.com/xdm/context/experienceevent"}],
    "properties": {"favouriteColour": {"type": "string"}},
}


def _lint(schema: Any, **xdm: Any) -> tuple[Finding, ...]:
    found = lint({"event": {"xdm": {**BASE, **xdm}}}, Context(NOW, schema=OwnSchema(schema)))
    return tuple(each for each in found if each.severity is not Severity.INFO)


def test_references_to_parts_of_the_export_are_resolved() -> None:
    (found,) = _lint([GROUP, SCHEMA], _acme={"tier": "bronze"})
    assert (found.rule, found.pointer) == ("schema", "/event/xdm/_acme/tier")
    assert _lint([SCHEMA, GROUP], _acme={"tier": "gold"}) == ()


def test_external_references_are_reported_and_never_fetched() -> None:
    schema = OwnSchema([GROUP, SCHEMA])
    assert schema.absent == ("https://ns.adobe.com/xdm/context/experienceevent",)
    findings = [each for each in lint({"event": {"xdm": BASE}}, Context(NOW, schema=schema)) if each.rule == "schema"]
    assert [each.severity for each in findings] == [Severity.INFO]
    assert schema.absent[0] in findings[0].message


def test_a_schema_without_its_parts_still_checks_its_own_keywords() -> None:
    (found,) = _lint(SCHEMA, favouriteColour=1)
    assert found.pointer == "/event/xdm/favouriteColour"


def test_a_field_of_the_custom_schema_is_not_unknown() -> None:
    assert [each.rule for each in _lint({}, favouriteColour="green")] == ["unknown-field"]
    assert _lint(SCHEMA, favouriteColour="green") == ()


def test_a_name_that_only_looks_like_an_index_is_a_name() -> None:
    found = _lint(SCHEMA, **{"\u00b2": 1, "9" * 5000: 1})
    assert [each.rule for each in found] == ["unknown-field"] * 2


def test_an_unresolved_placeholder_is_not_a_violation_of_the_schema() -> None:
    found = _lint([GROUP, SCHEMA], _acme={"tier": "{{env:TIER}}"})
    assert [each.rule for each in found] == ["placeholder"]


def test_completion_reaches_into_arrays_and_parts() -> None:
    text = json.dumps({"event": {"xdm": {"_acme": {"visits": [{"": 1}]}}}})
    offered = complete(text, text.index('""') + 1, schema=OwnSchema([GROUP, SCHEMA]))
    assert [each.label for each in offered] == ["at"]


def test_recursive_schemas_terminate() -> None:
    circle = {"$id": "a", "properties": {"_acme": {"$ref": "a"}}, "allOf": [{"$ref": "#"}]}
    schema = OwnSchema(circle)
    assert schema.nodes(["_acme", "_acme", "_acme"])


def test_a_long_value_is_not_quoted_in_full() -> None:
    (found,) = _lint({"properties": {"_acme": {"type": "string"}}}, _acme={"long": "x" * 5000})
    assert len(found.message) < 300


@pytest.mark.parametrize("text", ["[]", "1", '"schema"', "[1]"])
def test_json_that_is_not_a_schema_is_rejected_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"A schema must be a JSON object, not .*\."):
        read_schema(text)


def test_a_schema_that_is_not_json_is_a_parse_error() -> None:
    assert isinstance(read_schema("{"), ParseError)
    assert isinstance(read_schema("{}"), OwnSchema)


FIELDS = """
Path,Type
# what the shop adds
_acme.tier, string
_acme.visits[].at   date-time
xdm.favouriteColour
productListItems[].priceTotal	double
"""


def test_a_list_of_fields_is_a_schema() -> None:
    schema = read_schema(FIELDS)
    assert isinstance(schema, OwnSchema)
    event = {"event": {"xdm": {**BASE, "_acme": {"tier": 3, "visits": [{"at": "2026-03-01T09:30:00Z"}]}}}}
    event["event"]["xdm"]["favouriteColour"] = "red"
    found = [each for each in lint(event, Context(NOW, schema=schema)) if each.severity is not Severity.INFO]
    assert [(each.rule, each.pointer) for each in found] == [("schema", "/event/xdm/_acme/tier")]


def test_a_field_from_a_list_is_offered_at_its_place() -> None:
    schema = read_schema(FIELDS)
    assert isinstance(schema, OwnSchema)
    text = '{"event": {"xdm": {"_acme": {"visits": [{"'
    assert "at" in [each.label for each in complete(text, len(text), schema=schema)]


@pytest.mark.parametrize("text", ["", "two words of\na text.", "a..b", "# nothing"])
def test_text_that_is_neither_json_nor_a_list_is_a_parse_error(text: str) -> None:
    assert isinstance(read_schema(text), ParseError)
