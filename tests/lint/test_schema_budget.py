"""No untrusted schema hangs or crashes a lint run: skipped checks are reported."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from edge_tui.lint import Context, lint
from edge_tui.lint.own_schema import OwnSchema, read_schema
from edge_tui.lint.schema_budget import Budget
from edge_tui.model.finding import Finding
from edge_tui.model.json.document import JsonValue
from tests.lint.corpus import BASE
from tests.lint.examples import NOW
from tests.tables import every_row


def repr_short(value: Any) -> str:
    return repr(value)[:12] if not isinstance(value, int) else "number"


EVIL = "^(a|a)*$"
VICTIM = "a" * 40 + "!"


def _lint(schema: Any, **xdm: Any) -> list[Finding]:
    found = lint({"event": {"xdm": {**BASE, **xdm}}}, Context(NOW, schema=OwnSchema(schema)))
    return [each for each in found if each.rule == "schema"]


def _violations(schema: Any, xdm: JsonValue, budget: Budget | None = None) -> tuple[set[str], tuple[str, ...]]:
    budget = budget or Budget()
    return {message for _, message in OwnSchema(schema).violations(xdm, budget)}, budget.notes


def test_a_slow_pattern_is_reported_and_the_rest_is_checked() -> None:
    schema = {"properties": {"_a": {"pattern": EVIL}, "_b": {"type": "string"}}}
    found = _lint(schema, _a=VICTIM, _b=1)
    assert [each.pointer for each in found] == ["/event/xdm", "/event/xdm/_b"]
    assert "took too long on a value of 41 characters" in found[0].message
    assert EVIL in found[0].message


@every_row(
    "schema",
    [
        {"patternProperties": {EVIL: {"type": "number"}}},
        {"patternProperties": {EVIL: {}}, "additionalProperties": False},
        {"patternProperties": {EVIL: {}}, "additionalProperties": {"type": "number"}},
        {"patternProperties": {EVIL: {}}, "unevaluatedProperties": False},
        {"allOf": [{"patternProperties": {EVIL: {}}}], "unevaluatedProperties": False},
        {"$ref": "#/$defs/a", "$defs": {"a": {"patternProperties": {EVIL: {}}}}, "unevaluatedProperties": False},
        {"propertyNames": {"pattern": EVIL}},
        {"propertyNames": {"not": {"pattern": EVIL}}},
        {"if": {"propertyNames": {"pattern": EVIL}}, "then": {}},
        {"$schema": "http://json-schema.org/draft-04/schema#", "patternProperties": {EVIL: {"type": "number"}}},
        {"$schema": "http://json-schema.org/draft-06/schema#", "propertyNames": {"pattern": EVIL}},
        {"$schema": "https://json-schema.org/draft/2019-09/schema", "propertyNames": {"pattern": EVIL}},
    ],
    ids=json.dumps,
)
def test_a_slow_pattern_terminates_at_any_place_in_the_schema(schema: Any) -> None:
    _, notes = _violations(schema, {VICTIM: "x"})
    assert notes


def test_a_thousand_slow_patterns_have_one_budget() -> None:
    ticks = iter(range(10**9))
    schema = {"properties": {f"_{index}": {"pattern": f"^(a|a)*{index}$"} for index in range(1000)}}
    budget = Budget(100, lambda: float(next(ticks)))
    _, notes = _violations(schema, {f"_{index}": "b" for index in range(1000)}, budget)
    assert "Validation took more than 100 s: the rest was not checked." in notes
    # The clock advances a second at each reading, so the budget allows a hundred readings.
    assert next(ticks) < 110


def test_several_events_share_one_budget() -> None:
    schema = OwnSchema({"properties": {f"_{index}": {"pattern": f"^(a|a)*{index}$"} for index in range(1000)}})
    event = {"xdm": {**BASE, **{f"_{index}": VICTIM for index in range(1000)}}}
    found = lint({"events": [event] * 20}, Context(NOW, schema=schema))
    assert len([each for each in found if "more than" in each.message and each.rule == "schema"]) == 1


def _doubling(depth: int) -> dict[str, Any]:
    """A schema that checks each value twice at each of its levels: 2 ** depth times."""
    levels = {str(level): {"anyOf": [{"$ref": f"#/$defs/{level + 1}"}] * 2} for level in range(depth)}
    return {"$ref": "#/$defs/0", "$defs": {**levels, str(depth): False}}


DEEP: dict[str, Any] = {}
for _ in range(600):
    DEEP = {"properties": {"_a": DEEP}}
DEEP_EVENT: dict[str, Any] = {}
for _ in range(150):
    DEEP_EVENT = {"_a": DEEP_EVENT}


@every_row(
    ("schema", "xdm"),
    [
        (_doubling(60), {}),
        ({"$ref": "#"}, {}),
        ({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, {}),
        ({"not": {"$ref": "#"}}, {}),
        ({"$dynamicAnchor": "a", "$dynamicRef": "#a"}, {}),
        ({"unevaluatedProperties": False, "allOf": [{"$ref": "#"}]}, {"a": 1}),
        ({"properties": {"_a": {"$ref": "#"}}, "type": "object"}, DEEP_EVENT),
        (DEEP, DEEP_EVENT),
        ({"anyOf": [{"maxProperties": 0}] * 200_000}, {"a": "x" * 100_000}),
    ],
    ids=["doubling", "itself", "itself twice", "not itself", "dynamic", "unevaluated", "deep event", "deep", "many"],
)
def test_an_endless_schema_is_stopped(schema: Any, xdm: Any) -> None:
    _violations(schema, xdm)


def test_a_large_array_of_objects_is_compared_in_one_pass() -> None:
    items: list[Any] = [{"id": index, "more": [index]} for index in range(5_000)]
    schema = {"properties": {"_a": {"uniqueItems": True}}}
    assert _violations(schema, {"_a": items}) == (set(), ())
    found, _ = _violations(schema, {"_a": [*items, {"more": [7.0], "id": 7}]})
    assert len(found) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, -0.0, 1.5]) | st.text("ab", max_size=1),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=1), inner, max_size=2),
    max_leaves=4,
)


@given(items=st.lists(json_values, max_size=5))
def test_uniqueness_is_the_same_as_in_jsonschema(items: list[Any]) -> None:
    plain = Draft202012Validator({"uniqueItems": True}).is_valid(items)
    assert (_violations({"uniqueItems": True}, items)[0] == set()) is plain


PATTERNS = st.sampled_from(["^a", "b$", "a+", "", "[ab]{2}", "^(a|b)*$", "x"])
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "pattern": PATTERNS,
        "patternProperties": st.dictionaries(PATTERNS, st.sampled_from([True, False, {"type": "number"}]), max_size=2),
        "additionalProperties": st.sampled_from([True, False, {"type": "string"}]),
        "properties": st.just({"a": {"type": "string"}}),
        "propertyNames": st.builds(lambda pattern: {"pattern": pattern}, PATTERNS),
        "uniqueItems": st.booleans(),
        "multipleOf": st.sampled_from([1, 0.5, 2]),
        "items": st.builds(lambda pattern: {"pattern": pattern}, PATTERNS),
    },
)


@given(schema=SCHEMAS, value=json_values)
def test_with_enough_time_the_violations_are_those_of_jsonschema(schema: Any, value: Any) -> None:
    found, notes = _violations(schema, value)
    assert notes == ()
    assert found == {error.message for error in Draft202012Validator(schema).iter_errors(value)}


@every_row(
    "schema",
    [
        {"pattern": "["},
        {"pattern": "(" * 5000},
        {"pattern": "a" * 20_000},
        {"pattern": 5},
        {"pattern": "((a{1000}){1000}){1000}"},
        {"pattern": "(?:a{1,1000000}){1,}"},
        {"pattern": "a{99999999999999999999}"},
        {"pattern": "[[{1}]{5000000}"},
        {"pattern": "{,}{3})){2}"},
        {"minLength": "3"},
        {"maxLength": [], "enum": 5},
        {"type": "strange"},
        {"type": 5},
        {"properties": [], "required": 1},
        {"patternProperties": [1]},
        {"multipleOf": 0},
        {"$ref": 5},
        {"$ref": "#/no/where"},
        {"$ref": "#nowhere"},
        {"$ref": "http://["},
        {"$id": "http://[", "$ref": "#"},
        {"$id": 5, "allOf": [{"$ref": "x"}]},
        {"$schema": 5},
        {"$schema": "urn:mine"},
        {"allOf": {"a": 1}},
        {"anyOf": [5]},
        {"format": "regex"},
        {"format": 5},
        {"$defs": 5, "$ref": "#/$defs"},
        {"$defs": {"a": {"$id": "http://["}}, "$ref": "#/$defs/a"},
        {"dependencies": 5, "dependentSchemas": [], "unevaluatedItems": 5},
    ],
    ids=lambda schema: json.dumps(schema)[:40],
)
@every_row("value", ["a", "(" * 5000, 7, 0.1, int("9" * 400), [1, "a"], {"a": 1}, None], ids=repr_short)
def test_an_invalid_schema_does_not_crash(schema: Any, value: Any) -> None:
    _lint(schema, _a=value)
    _violations(schema, value)


@every_row("multiple", [1e-320, 5e-324, 1e308, 3, int("9" * 400), 0.1])
@every_row("value", [1e308, int("9" * 400), 0.1, -1, 0])
def test_multiples_of_any_number_can_be_checked(multiple: Any, value: Any) -> None:
    _violations({"multipleOf": multiple}, value)


def test_a_deeply_nested_schema_is_read_or_rejected_with_a_message() -> None:
    text = '{"a":' * 900 + "{}" + "}" * 900
    schema = read_schema(text)
    if isinstance(schema, OwnSchema):
        assert schema.absent == ()


@pytest.mark.parametrize(
    "pattern", [r"^([a-z]{1,63}\.){1,63}$", "^.{0,10000}$", r"^\{99999\}$", "[{99999}]", "a" * 5000], ids=range(5)
)
def test_a_pattern_of_a_usual_size_is_checked(pattern: str) -> None:
    value = "\n."
    assert _violations({"pattern": pattern}, value) == ({f"{value!r} does not match {pattern!r}"}, ())
