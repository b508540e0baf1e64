"""Expressions of JavaScript and Python are read as far as the text tells their values; Node.js judges literals."""

import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats.scripts.computed import Settling
from edge_tui.formats.scripts.outline import outline_of
from edge_tui.formats.scripts.tokens import JAVASCRIPT, PYTHON, Dialect
from edge_tui.formats.scripts.values import Values
from tests.examples import examples
from tests.tables import every_row


def _value(source: str, dialect: Dialect = JAVASCRIPT, before: str = "") -> Any:
    text = before + source
    values = Values(outline_of(text, dialect))
    return Settling(text).settled(values.value(values.node_at(len(before))))


@every_row(
    ("source", "value"),
    [
        ("'it\\'s'", "it's"),
        (r'"\u00fc\x41\u{1F44B}\n\ud83d\ude00"', "üA👋\n😀"),
        ("[1, -2.5, .5, 1e3, 0x1F, +3, 0b11, 0o17, 1_000, 10n]", [1, -2.5, 0.5, 1000.0, 31, 3, 3, 15, 1000, 10]),
        ("{a: null, b: undefined, c: true,}", {"a": None, "c": True}),
        ("[undefined]", [None]),
        ("{ /* x */ 1: 'one' // y\n }", {"1": "one"}),
        ("`plain`", "plain"),
        ("`a ${1 + 1} ${`in ${'x'}`}`", "a 2 in x"),
        ("'a' + 1 + 'b'", "a1b"),
        ("24 * 60 - 40", 1400),
        ("[!0, !1, void 0]", [True, False, None]),
        ("true ? 'yes' : 'no'", "yes"),
        ("null ?? 'x'", "x"),
        ("{a: 1 as const, b: [2] as number[], c: x!}", {"a": 1, "b": [2], "c": "{{ask:x}}"}),
        ("{f() { return '}' }, get g() { return /}/ }, async h() {}, i: () => ({}), j: x => x, k: 1}", {"k": 1}),
        ("JSON.stringify({a: 1})", '{"a":1}'),
        ("JSON.parse('[1]')", [1]),
        ("({a: 1}).a", 1),
        ("[1, 2][1]", 2),
        ("'  a '.trim().toUpperCase()", "A"),
        ("['a', 'b'].join('-')", "a-b"),
        ("{...{a: 1}, b: 2}", {"a": 1, "b": 2}),
        ("new Date().toISOString()", "{{now}}"),
        ("new Date()", "{{now}}"),
        ("crypto.randomUUID()", "{{uuid}}"),
        ("'{{now}}'", "{{!now}}"),
    ],
)
def test_javascript_is_read_without_running_it(source: str, value: Any) -> None:
    assert _value(source) == value


@every_row(
    ("source", "value"),
    [
        ("f(a, {b: 1}, ')')", "{{ask:f(a, b: 1 , ')')}}"),
        ("cart.total + 4.95", "{{ask:cart.total + 4.95}}"),
        ("window.digitalData.page", "{{ask:digitalData.page}}"),
        ("_satellite.getVar('page name')", "{{ask:page name}}"),
        ("`b${c}`", "b{{ask:c}}"),
        ("a ? 1 : 2", "{{ask:a ? 1 : 2}}"),
        ("a || 'home'", "{{ask:a}}"),
        ('/re}g"ex/g', '{{ask:/re g"ex/g}}'),
        ("{xdm}", {"xdm": "{{ask:xdm}}"}),
        ("Date.now()", "{{ask:Date.now()}}"),
    ],
)
def test_what_the_script_computes_is_asked_for(source: str, value: Any) -> None:
    assert _value(source) == value


@every_row(
    ("source", "value"),
    [
        ("{'a': True, \"b\": None, **{'c': 1}}", {"a": True, "b": None, "c": 1}),
        ("('a' \"b\"\n 'c')", "abc"),
        ('f"a{1}b{{c}}{x!r:>5}"', "ab{{ask:x}}".replace("ab", "a1b{c}")),
        ("r'\\d' '''x\ny'''", "\\dx\ny"),
        ("(1, 2)", [1, 2]),
        ("dict(a=1, **{'b': 2})", {"a": 1, "b": 2}),
        ("json.dumps({'a': [True]}).encode('utf-8')", '{"a":[true]}'),
        ("'a' if True else 'b'", "a"),
        ("x or 'b'", "{{ask:x}}"),
        ("not False", True),
        ("os.environ['TOKEN']", "{{ask:os.environ.TOKEN}}"),
        ("os.getenv('TOKEN')", "{{ask:TOKEN}}"),
        ("str(uuid.uuid4())", "{{uuid}}"),
        ("datetime.now(timezone.utc).isoformat()", "{{now}}"),
        ("[x for x in y]", ["{{ask:x for x in y}}"]),
        ("{'a': 1,  # one\n 'b': 2}", {"a": 1, "b": 2}),
    ],
)
def test_python_is_read_without_running_it(source: str, value: Any) -> None:
    assert _value(source, PYTHON) == value


@every_row(
    ("before", "source", "value"),
    [
        ("const a = {b: 1};\n", "a", {"b": 1}),
        ("const a = {b: 1};\n", "{...a, c: a.b}", {"b": 1, "c": 1}),
        ("var a = {}; a.b = {c: 1}; a['b'].d = 2;\n", "a", {"b": {"c": 1, "d": 2}}),
        ("window.data = {page: {name: 'x'}};\n", "window.data.page.name", "x"),
        ("const a: Page<T> = {b: 1};\n", "a.b", 1),
        ("let a = 1\na += 1\n", "a", "{{ask:a}}"),
        ("const a = {b: 1};\n", "a.c", None),
        ("// const a = 1\n/* a = 2 */ x('a = 3');\n", "a", "{{ask:a}}"),
        ("const a = a;\n", "a", "{{ask:a}}"),
        ("const r = /[\"']/, a = 'x';\n", "a", "x"),
    ],
)
def test_names_have_what_was_assigned_before(before: str, source: str, value: Any) -> None:
    assert _value(source, before=before) == value


def test_what_is_left_out_is_named_with_its_place() -> None:
    text = "{\n  a: 1,\n  ...other,\n  [key]: 2,\n}"
    values = Values(outline_of(text, JAVASCRIPT))
    assert values.value(values.node_at(0)) == {"a": 1}
    assert list(values.notes) == [
        "...other (line 3, column 3) was left out: its value isn't in the text.",
        "[key]: 2 (line 4, column 3) was left out: its value isn't in the text.",
    ]


@pytest.mark.parametrize("source", ["{a: {b: 1", "{a: {b: 1]}", "{a: {b: 1)"])
def test_a_bracket_that_is_never_closed_is_named_and_the_rest_read(source: str) -> None:
    values = Values(outline_of(source, JAVASCRIPT))
    assert values.value(values.node_at(0)) == {"a": {"b": 1}}
    assert next(iter(values.notes)).startswith("The { in line 1, column 5 is never closed")


@every_row("odd", ["@decorator x", "a b c", "#if", "x => {", "=> 3", "1 2 3", "<div>text</div>", "?:", "\\"])
def test_an_odd_piece_loses_only_itself(odd: str) -> None:
    read = _value(f"{{a: 1, odd: {odd}, b: 2}}") if odd != "x => {" else _value(f"{{a: 1, odd: {odd} }}, b: 2}}")
    assert {name: read.get(name) for name in "ab"} == {"a": 1, "b": 2}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def _read_literally(text: str, dialect: Dialect) -> tuple[Any, dict[str, int]]:
    values = Values(outline_of(text, dialect))
    settling = Settling(text, escapes=False)
    return settling.settled(values.value(values.node_at(0))), settling.asked


@given(json_values)
def test_any_json_is_a_literal_of_javascript(value: Any) -> None:
    assert _read_literally(json.dumps(value, ensure_ascii=False, indent=1), JAVASCRIPT) == (value, {})


@given(json_values)
def test_any_value_is_a_literal_of_python(value: Any) -> None:
    assert _read_literally(repr(value), PYTHON) == (value, {})


@settings(max_examples=examples(80))
@given(st.text(alphabet="{}[]'\"`,:()$a1 \n\\/*.=?+-<>#f&|;", max_size=60))
def test_reading_any_text_ends_and_never_raises(text: str) -> None:
    for dialect in (JAVASCRIPT, PYTHON):
        _value(text, dialect)


@st.composite
def javascript(draw: st.DrawFn, depth: int = 0) -> str:
    """An expression in any of the ways in which people write literals."""
    blank = draw(st.sampled_from(["", " ", "\n", "/* , } */", "// it's\n", "\t"]))
    kinds = ["string", "number", "word", "template"] + (["object", "array", "sum", "choice"] * 2 if depth < 3 else [])
    match draw(st.sampled_from(kinds)):
        case "string":
            quote = draw(st.sampled_from("'\""))
            inner = draw(
                st.lists(st.sampled_from(["a", "é", "👋", "\\n", "\\'", '\\"', "\\u00e9", "\\x41", "\\\n", "{", "/*"]))
            )
            return blank + quote + "".join(inner) + quote + blank
        case "number":
            return (
                blank + draw(st.sampled_from(["0", "-1", "2.50", ".5", "1e3", "0xff", "5.", "-0x10", "1_000"])) + blank
            )
        case "word":
            return blank + draw(st.sampled_from(["true", "false", "null", "undefined", "void 0", "!0", "!1"])) + blank
        case "template":
            return blank + "`a'\"" + draw(st.sampled_from(["", "${'x'}", "\n", "\\`", "${`in`}", "$", "{"])) + "`"
        case "object":
            keys = st.sampled_from(["a", "'b c'", '"d"', "$e", "7", "['f']", "if", "get"])
            members = draw(st.lists(st.tuples(keys, javascript(depth + 1)), max_size=4))
            spread = draw(st.sampled_from(["", "...{s: 1},", "f() { return '}' },", "g: (a, b) => a,"]))
            return blank + "({" + spread + ",".join(f"{key}:{value}" for key, value in members) + blank + "})"
        case "array":
            items = draw(st.lists(javascript(depth + 1), max_size=4))
            return blank + "[" + ",".join(items) + draw(st.sampled_from(["", "," if items else ""])) + "]" + blank
        case "sum":
            return "('x' +" + draw(st.sampled_from(["'y'", "1", "`z`", "'a' + 2"])) + ")"
    return (
        "("
        + draw(st.sampled_from(["true", "false", "0", "''"]))
        + "?"
        + draw(javascript(depth + 1))
        + ":"
        + draw(javascript(depth + 1))
        + ")"
    )


@settings(max_examples=8)
@given(st.lists(javascript(), min_size=20, max_size=20))
def test_node_reads_the_same_values(sources: list[str]) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js isn't installed")
    script = "const read = JSON.parse(require('fs').readFileSync(0)).map(s => eval('(' + s + ')'));"
    script += "process.stdout.write(JSON.stringify(read.map(v => v === undefined ? null : v)))"
    done = subprocess.run([node, "-e", script], input=json.dumps(sources), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [_read_literally(source, JAVASCRIPT)[0] for source in sources] == json.loads(done.stdout)
