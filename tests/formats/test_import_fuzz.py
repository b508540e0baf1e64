"""No text crashes or hangs an import: it is either imported or has no request."""

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import FORMATS, Imported, Reading, read
from edge_tui.formats.export import plain_render, safe_render
from edge_tui.formats.visitor_cookies import import_without_requests, read_requested
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import parse, strings
from edge_tui.model.trust import placeholders_in
from edge_tui.model.visitor import Visitor
from edge_tui.workspace import Workspace
from tests.formats.exchanges import EVENT, answered, exchange
from tests.formats.sources.dialects import DIALECTS, Sample
from tests.formats.test_collections import VARIABLES, insomnia, item, postman
from tests.formats.test_curl import CHROME_BASH, CHROME_CMD, FIREFOX_CMD, POSTMAN
from tests.formats.visits import WRITERS, call

NOW = datetime(2026, 3, 1, tzinfo=UTC)
_USUAL, _THOROUGH = 300, 20_000
# What takes more than linear time takes minutes either way.
LESS = 1 if "EDGE_TUI_THOROUGH" in os.environ else 8
_ALLOY = (
    'alloy("configure", {orgId: "A@AdobeOrg"}); '
    'alloy("sendEvent", {xdm: {a: `b${c}`, d: new Date()}, renderDecisions: true})'
)
_FETCH = (
    'const u = "https://edge.adobedc.net/ee/v1/interact?configId=c"; await fetch(u, {"headers": {"accept": "*/*"}, '
    + ('"body": JSON.stringify({events: [{xdm: {a: `b${c}`, ...d}}]}), "method": "POST"}).then(r => r.json())')
)
_REQUESTS = (
    'import requests\nurl = f"https://edge.adobedc.net/ee/v1/interact?configId={c}"\n'
    "requests.post(url, headers={'accept': '*/*'}, json={'events': [{'xdm': {'a': None, **b}}]})\n"
)
SEEDS = [
    _FETCH,
    _REQUESTS,
    "{ xdm: { eventType: 'a.b', web: undefined, }, }",
    CHROME_BASH,
    CHROME_CMD,
    FIREFOX_CMD,
    POSTMAN,
    _ALLOY,
    json.dumps(EVENT),
    "kndctr_A_AdobeOrg_identity=CiY; FPID=6f1d; _ga=1",
    *(each.render(exchange(outcome=answered())) for each in FORMATS.values()),
    *(write(Sample(json.dumps(EVENT))) for write in DIALECTS.values()),
    *(write(call()) for write in WRITERS.values()),
    postman({"name": "a", "item": [item()]}, variable=VARIABLES),
    insomnia(),
]
# Fragments that have broken parsers before, inserted anywhere in a text.
SPLINTERS = [
    *("\x00", "\ud800", "\u202e", "\r\n", "\\", "'", '"', "`", "$'", "^", "{", "}", "[" * 3000, '{"a":' * 3000),
    *("9" * 5000, "1e999", "NaN", "-", "%", "%ff", "{{env:A}}", "{{", "}}", "://", "@", "#", ";", "\\u0000", "\\ud800"),
    *(
        "$(",
        "${",
        "$A",
        "<<EOF\n",
        "<<<",
        "|",
        "&",
        " -d ",
        " --next ",
        "`\n",
        "^\n",
        "@{",
        '@"\n',
        "###\n",
        "$([char]",
        "%A%",
    ),
    *('{"name": 1}', "null", "true", "-1", "https://[", "http://a:99999/", "Infinity", "\x85", "\ufeff", "•", "```"),
]


def mutations(count: int) -> Iterator[str]:
    """Mutations of importable texts, in a fixed order."""
    dice = random.Random(20260301)
    for _ in range(count):
        text = dice.choice(SEEDS)
        for _ in range(dice.randint(1, 4)):
            place, kind = dice.randrange(len(text) + 1), dice.randrange(5)
            end = min(len(text), place + dice.choice((1, 3, 20, 200)))
            if kind == 0:
                text = text[:place] + text[end:]
            elif kind == 1:
                text = text[:place] + dice.choice(SPLINTERS) + text[place:]
            elif kind == 2:
                text = text[:place] + dice.choice(SPLINTERS) + text[end:]
            elif kind == 3:
                text = text[:place] + text[place:end] * dice.choice((2, 50)) + text[end:]
            else:
                text = text[:place] + chr(dice.randrange(0x2100)) + text[end:]
        yield text


def _import_cookies(text: str, reading: Reading) -> None:
    """As `import_cookies`, without reading the text a second time."""
    if reading.requests:
        read_requested(reading.requests, Visitor("anna"), NOW)
    else:
        import_without_requests(text, Visitor("anna"), NOW)


def _whole(found: Imported) -> Exchange | None:
    if found.request is None:
        return None
    return Exchange(found.draft, found.request, "imported", "imported", found.sent_at or NOW, found.response)


def test_importing_a_mutated_request_never_raises(request: pytest.FixtureRequest, home: Path) -> None:
    count = _THOROUGH if request.config.getoption("--thorough") else _USUAL
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    read_at_all = 0
    for number, text in enumerate(mutations(count)):
        reading = read(text)
        _import_cookies(text, reading)
        if reading.recording is not None:
            workspace.imports.add(reading, "a test")
        for found in reading.requests:
            read_at_all += 1
            placeholders_in(found.draft)
            whole = _whole(found)
            if whole is None or number % 4:
                continue
            key = workspace.history.begin(whole)
            if whole.response:
                workspace.history.complete(whole, whole.response.parsed())
            assert key
            for name in FORMATS:
                plain_render(name, whole)
            safe_render("bundle", whole, b"salt")
    assert read_at_all > count / 5


# Ways into each reader, and what each of them looks ahead for.
STARTS = (
    "curl ",
    "curl 'https://a.example/ee/v2/interact' -d '{",
    'curl "https://a.example/ee/v2/interact" -d "{',
    "cat <<EOF | curl -d @- ",
    "Invoke-WebRequest ",
    'Invoke-WebRequest -Body "',
    "Invoke-WebRequest -Body @{",
    "$a = 1; iwr ",
    'curl ^"',
    "set A=1\ncurl ",
    "http POST a.example/ee/v2/interact ",
    "wget a.example ",
    "$ curl ‘",
    "POST https://a.example/ee/v2/interact\n",
    "POST https://a.example/ee/v2/interact\n\n",
    "meta {\n}\npost {\n",
)
PIECES = (
    *(
        "'",
        '"',
        "`",
        "\\",
        "$",
        "$(",
        "${",
        "{{",
        "}}",
        "<",
        "<<A ",
        "<<A\n",
        "&",
        "|",
        "(",
        ")",
        "^",
        '^"',
        "%A",
        "#",
        "\n",
        " ",
    ),
    *(
        " -x",
        " --foo",
        "\n-H",
        "'{ ",
        '"{"',
        "$'",
        "a=(",
        "?a&b=",
        " @{",
        ' @"\n',
        "\n$a=1",
        "[a]",
        "$([char]1)",
        "“",
        " a:=1",
        "\n###",
    ),
    *("a ", "\ncurl a", " --next", "\nPOST /a HTTP/1.1", "\n:a: b", "\nbody {\n", "\n@a = {{a}}", " a[b]=c"),
)


@pytest.mark.parametrize(
    "text",
    [
        "curl " + "'a' " * (20_000 // LESS),
        "curl " + "\\\n" * (20_000 // LESS),
        "curl $'" + "\\x41" * (20_000 // LESS),
        'alloy("sendEvent", ' + "{a:" * 5_000,
        'alloy("sendEvent", ' + "[" * (20_000 // LESS),
        'alloy("sendEvent", {a: ' + "(" * (20_000 // LESS),
        'alloy("sendEvent", {a: "' + "\\" * 20_001,
        'alloy("sendEvent"' * 3_000,
        'alloy("sendEvent", /*' * 1_000,
        "/*" * (20_000 // LESS),
        '{"log": {"entries": ' + "[" * (100_000 // LESS),
        '{"log": {"entries": [' + '{"request": {"url": "https://a.example/v1/collect"}},' * (20_000 // LESS),
        '{"item": [' * 5_000,
        '{"item": [], "info": {"schema": "postman"}, "variable": [{"key": "a", "value": "'
        + "{{a}}" * (50_000 // LESS)
        + '"}]}',
        "type: collection.insomnia.rest/5.0\n" * (20_000 // LESS),
        "{{" * (50_000 // LESS),
        "{% a " * (50_000 // LESS),
        "# Edge Network exchange " + "```http\n" * 3_000,
        "# Edge Network exchange x\n" + "`" * (20_000 // LESS) + "http\n",
        "a=b; " * (20_000 // LESS),
        "fetch(" * (100_000 // LESS),
        "fetch(`${" + "`${" * (100_000 // LESS),
        "a=b;" * (100_000 // LESS) + 'alloy("sendEvent", a)',
        "a.b=1;" * (100_000 // LESS) + 'alloy("sendEvent", {xdm: a})',
        "fetch(" + "!" * (300_000 // LESS),
        "fetch(" + "a." * (200_000 // LESS),
        "fetch(" + "1+" * (200_000 // LESS),
        "fetch(1);" + "(/[ " * (100_000 // LESS),
        "import requests\nrequests.post(" + "a=a," * (100_000 // LESS),
        "import requests\nrequests.post('" + "x" * (300_000 // LESS),
        "".join(f"a{n + 1}=[{f'a{n},' * 10}];" for n in range(40)) + 'alloy("sendEvent", {xdm: {x: a40}})',
        'alloy("sendEvent", {decisionScopes: [' + "".join(f"'{n}'," for n in range(100_000 // LESS)),
        'alloy("sendEvent", {xdm: {a: "' + "%a" * (100_000 // LESS) + '"}})',
        '"alloy(\\"sendEvent\\", "' * (30_000 // LESS),
        "```\n>>> fetch(\n" * (20_000 // LESS),
        '{"event": ' + '{"a": ' * 400 + "1" + "}" * 401,
    ],
    ids=lambda text: text[:24],
)
def test_no_long_text_hangs_a_reader(text: str) -> None:
    reading = read(text)
    for found in reading.requests:
        list(strings(parse(found.draft.text)))
    _import_cookies(text, reading)


@given(st.binary(max_size=400), st.sampled_from(["", *STARTS]))
def test_any_bytes_are_read_or_not_recognized(data: bytes, start: str) -> None:
    reading = read(start + data.decode("utf-8", "replace"))
    assert bool(reading.requests) or bool(reading.missing)


@pytest.mark.parametrize("start", ["", *STARTS])
def test_no_repeated_piece_hangs_a_reader(start: str) -> None:
    for piece in PIECES:
        reading = read(start + piece * (600 // LESS))
        assert bool(reading.requests) or bool(reading.missing)
