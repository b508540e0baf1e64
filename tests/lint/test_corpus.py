"""Valid events have no findings, common mistakes have one, and the linter never raises."""

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.lint import Context, lint
from edge_tui.lint.completion import complete
from edge_tui.lint.fixes import apply_fix
from edge_tui.lint.xdm import dictionary
from edge_tui.model.finding import Severity
from edge_tui.model.json.document import ParseError, parse, pretty, put
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.examples import examples
from tests.lint.corpus import BASE, MISTAKES, VALID
from tests.lint.examples import NOW
from tests.tables import every_row


@every_row(("name", "body", "action", "version"), VALID, ids=[each[0] for each in VALID])
def test_a_valid_event_has_neither_errors_nor_warnings(
    name: str, body: Any, action: Action, version: ApiVersion
) -> None:
    findings = lint(body, Context(NOW, action, version))
    assert [each for each in findings if each.severity is not Severity.INFO] == [], name


@every_row(("xdm", "place", "rule", "severity"), MISTAKES, ids=[each[1] for each in MISTAKES])
def test_a_common_mistake_is_the_only_finding(xdm: dict[str, Any], place: str, rule: str, severity: str) -> None:
    (found,) = lint({"event": {"xdm": {**BASE, **xdm}}}, Context(NOW))
    assert (found.pointer, found.rule, found.severity) == (f"/event/xdm/{place}", rule, severity)
    assert found.predicts is None


def test_tenant_fields_have_no_findings_at_any_depth() -> None:
    xdm = {**BASE, "_acme": {"url": 1}, "web": {"_acme": {"sku": None}}, "productListItems": [{"SKU": "A", "_acme": 1}]}
    assert lint({"event": {"xdm": xdm}}, Context(NOW)) == ()


def test_the_dictionary_has_every_field_and_is_small_enough_for_the_wheel() -> None:
    paths = dict(dictionary.walk(dictionary.event()))
    assert len(paths) == 14_297
    assert Path(dictionary.__file__).with_name("fields.json").stat().st_size < 150_000
    assert paths["productListItems[].SKU"].required
    assert paths["commerce.purchases"].is_measure
    assert paths["web.webInteraction.type"].enum == ("download", "exit", "other")
    assert "CC-BY-4.0" in dictionary.source()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
places = st.sampled_from(
    [
        "/event",
        "/events",
        "/query",
        "/meta",
        "/consent",
        "/identityMap",
        "/event/xdm",
        "/event/data",
        "/event/xdm/identityMap",
        "/event/xdm/identityMap/ECID",
        "/event/xdm/identityMap/FPID",
        "/event/xdm/identityMap/Email_LC_SHA256",
        "/event/xdm/eventType",
        "/event/xdm/timestamp",
        "/event/xdm/consentStrings",
        "/event/xdm/productListItems",
        "/event/xdm/web/webPageDetails",
        "/query/identity",
        "/query/personalization",
        "/query/personalization/decisionScopes",
        "/meta/state",
        "/meta/state/entries",
        "/meta/configOverrides",
        "/meta/configOverrides/com_adobe_target",
        "/meta/queueTimeMillis",
    ]
)


@settings(max_examples=examples(100))
@given(places, json_values, st.sampled_from(Action), st.sampled_from(ApiVersion), st.booleans())
def test_any_document_can_be_linted_and_every_fix_leaves_valid_json(
    place: str, value: Any, action: Action, version: ApiVersion, authenticated: bool
) -> None:
    text = pretty(put({}, place, value))
    context = Context(NOW, action, version, authenticated=authenticated)
    for finding in lint(text, context):
        assert finding.line >= 1
        if finding.suggestion is not None:
            assert not isinstance(parse(apply_fix(text, finding.suggestion)), ParseError)


@given(st.text(alphabet='{}[]:," \\\nevnt1.', max_size=40))
def test_linting_and_completion_never_raise_for_any_text(text: str) -> None:
    lint(text, Context(NOW))
    complete(text, len(text))
