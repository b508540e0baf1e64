"""A small text whose values are filled in again and again is read to a limit, whatever its language."""

import json
from xml.sax.saxutils import escape

import pytest

from edge_tui.formats import read, script
from edge_tui.formats.fill_limit import MAX_CHARACTERS, FillLimit
from edge_tui.formats.karate import read_karate
from edge_tui.formats.sources.bash import read_bash
from edge_tui.formats.sources.shell import read_shell

URL = "https://server.adobedc.net/ee/v2/interact?dataStreamId=d3f7a3c0-1111-4222-8333-944455556666"
LEVELS, MANY = 20, 2_500
LONG = "a" * MANY


def event(value: str) -> str:
    return f'{{"event":{{"xdm":{{"a":"{value}"}}}}}}'


def curl(value: str) -> str:
    body = event(value).replace('"', '\\"')
    return f"curl '{URL}' -d \"{body}\""


def element(kind: str, name: str, value: str) -> str:
    properties = f'<stringProp name="Argument.name">{name}</stringProp><stringProp name="Argument.value">'
    return f'<elementProp elementType="{kind}">{properties}{escape(value)}</stringProp></elementProp>'


def java(levels: int) -> str:
    lines = ['Map<String,Object> m0 = new HashMap<>();\nm0.put("a", "b");']
    for level in range(1, levels + 1):
        lines += [f"Map<String,Object> m{level} = new HashMap<>();"]
        lines += [f'm{level}.put("{name}", m{level - 1});' for name in "ab"]
    lines += ["Map<String,Object> event = new HashMap<>();", f'event.put("xdm", m{levels});']
    lines += ["Map<String,Object> body = new HashMap<>();", 'body.put("event", event);']
    return "class A { void m() {\n" + "\n".join(lines) + f'\nHttpRequest.newBuilder().uri(URI.create("{URL}"));\n}}}}'


TEXTS = {
    "a shell's variable of itself": f"A={LONG[:10]}\n" + "A=$A$A\n" * LEVELS + curl("$A"),
    "the output of echo": f"A={LONG[:10]}\n" + "A=$(echo $A$A)\n" * LEVELS + curl("$A"),
    "backticks": f"A={LONG[:10]}\n" + "A=`echo $A$A`\n" * LEVELS + curl("$A"),
    "a shell's long variable": f"A={LONG}\n" + curl("$A" * MANY),
    "an argument of jq": f"jq -n --arg a '{LONG}' '{{a:[{','.join(['$a'] * MANY)}]}}' | curl '{URL}' -d @-",
    "a file of the script": f"cat > f <<'END'\n{LONG}\nEND\n" + f"curl '{URL}' -d@f\n" * MANY,
    "a variable of cmd": f'set A={LONG}\ncurl "{URL}" -d "{event("%A%" * MANY)}"',
    "PowerShell's variable of itself": f'$A="{LONG[:10]}"\n' + '$A="$A$A"\n' * LEVELS + f'irm "{URL}" -Body $A',
    "PowerShell's table of itself": '$A=@{a="b"}\n'
    + "$A=@{a=$A;b=$A}\n" * LEVELS
    + f'irm "{URL}" -Method Post -Body (@{{event=@{{xdm=$A}}}} | ConvertTo-Json)',
    "a variable of a .http file": f"@a={LONG}\nPOST {URL}\n\n{event('{{a}}' * MANY)}\n",
    "variables of requests in a .http file": f"@a={LONG * 3}\n" + f"POST {URL}\n\n{event('{{a}}')}\n\n###\n" * 900,
    "a variable of Bruno": f"meta {{\n  name: a\n}}\npost {{\n  url: {URL}\n}}\nvars {{\n  a: {LONG}\n}}\n"
    + f"body:json {{\n  {event('{{a}}' * MANY)}\n}}\n",
    "a variable of JMeter": "<jmeterTestPlan><hashTree><Arguments>"
    + element("Argument", "a", LONG)
    + f'</Arguments><HTTPSamplerProxy><stringProp name="HTTPSampler.path">{escape(URL)}</stringProp>'
    + element("HTTPArgument", "", event("${a}" * MANY))
    + "</HTTPSamplerProxy></hashTree></jmeterTestPlan>",
    "a map of Java of itself": java(LEVELS),
}


FEATURES = {
    "a long value": f'Scenario Outline: a\n* url "{URL}"\n* request {event("<a>" * MANY)}\n* method post\n'
    f"Examples:\n|a|\n|{LONG}|\n",
    "a value of itself": f'Scenario Outline: a\n* url "{URL}"\n* request {event("<a>")}\n* method post\n'
    + "Examples:\n|a|\n|<a><a>|\n" * (LEVELS + 2),
    "a long background": "Background:\n"
    + "* def a = 1\n" * MANY
    + f'Scenario: b\n* url "{URL}"\n* request {event("b")}\n* method post\n' * 300,
}


@pytest.mark.parametrize("name", TEXTS)
def test_values_that_are_filled_in_stay_within_a_limit(name: str) -> None:
    drafts = [each.draft.text for each in read(TEXTS[name]).requests]

    assert sum(map(len, drafts)) < 1.3 * MAX_CHARACTERS


@pytest.mark.parametrize("name", FEATURES)
def test_what_the_steps_of_features_repeat_stays_within_a_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = list[str]()
    monkeypatch.setattr(script, "read", programs.append)
    read_karate(FEATURES[name])

    assert 0 < sum(map(len, programs)) < 1.3 * MAX_CHARACTERS


def test_an_array_that_holds_itself_stays_within_a_limit() -> None:
    (*_, last) = read_bash("A=(-H a:b)\n" + 'A=("${A[@]}" "${A[@]}")\n' * LEVELS + 'curl "${A[@]}"').commands

    assert len(last.words) < MAX_CHARACTERS / 3


def test_values_that_fit_are_filled_in_whatever_their_number() -> None:
    (found,) = read("A=b\n" + curl("$A" * MANY)).requests

    assert json.loads(found.draft.text)["event"]["xdm"]["a"] == "b" * MANY


def test_a_note_says_that_a_value_was_too_long() -> None:
    reading = read_shell(TEXTS["a shell's long variable"])

    assert reading is not None
    assert any("too long together; this one is kept as it is written" in note for note in reading.notes)


def test_a_value_that_is_in_a_document_twice_counts_twice() -> None:
    inner = {"a": "b" * 10}

    assert FillLimit(40).allows({"a": inner, "b": inner})
    assert not FillLimit(30).allows({"a": inner, "b": inner})


def test_once_a_value_did_not_fit_no_other_does() -> None:
    limit = FillLimit(10)

    assert limit.allows("abc")
    assert not limit.allows("a" * 20)
    assert not limit.allows("a")
    assert limit.is_reached


def test_a_plan_with_many_samplers_and_headers_is_read_to_a_limit() -> None:
    headers = "".join(element("Header", "a", "b") for _ in range(1_000)).replace("Argument.", "Header.")
    sampler = f'<HTTPSamplerProxy><stringProp name="HTTPSampler.path">{escape(URL)}</stringProp>'
    sampler += element("HTTPArgument", "", event("b")) + "</HTTPSamplerProxy>"
    manager = f"<HeaderManager>{headers}</HeaderManager>"
    reading = read(f"<jmeterTestPlan><hashTree>{manager}{sampler * 1_001}</hashTree></jmeterTestPlan>")

    assert len(reading.requests) == 1_000
    assert "Only the first 1,000 requests were read." in reading.notes
