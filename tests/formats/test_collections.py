"""Collections of other clients: each request, variables filled in where they are given, tokens left out."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import read
from edge_tui.formats.collection import fill
from edge_tui.formats.foreign_placeholders import foreign_names, foreign_notes
from edge_tui.formats.yaml_document import read_yaml
from edge_tui.model.placeholders import KNOWN
from tests.tables import every_row

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
EVENT = {"event": {"xdm": {"eventType": "{{eventType}}", "_id": "{{$guid}}"}}}
CANARY = "CANARY7f3a"


def postman(*items: Any, **members: Any) -> str:
    """A Postman collection."""
    return json.dumps({"info": {"name": "Edge", "schema": SCHEMA}, "item": list(items), **members})


def item(name: str = "Page view", *, url: Any = None, raw: str | None = None, **members: Any) -> dict[str, Any]:
    """A request of a Postman collection."""
    request = {
        "method": "POST",
        "header": [
            {"key": "Content-Type", "value": "application/json"},
            {"key": "user-agent", "value": "off", "disabled": True},
        ],
        "url": url or {"raw": "{{edge}}/ee/v2/interact?datastreamId={{datastreamId}}", "host": ["{{edge}}"]},
        "body": {"mode": "raw", "raw": json.dumps(EVENT) if raw is None else raw},
    }
    return {"name": name, "request": {**request, **members.pop("request", {})}, **members}


VARIABLES = [
    {"key": "edge", "value": "https://edge.{{domain}}"},
    {"key": "domain", "value": "adobedc.net"},
    {"key": "datastreamId", "value": "ds-1"},
    {"key": "eventType", "value": ""},
    {"key": "later", "value": "no", "disabled": True},
]


def test_a_collection_gives_each_request_with_its_folder_and_its_variables() -> None:
    folder = {"name": "Shop", "item": [item(), item("Other", url="https://a.example/v1/x")], "variable": []}
    reading = read(postman(folder, item("Cart"), variable=VARIABLES))
    assert (reading.kind, reading.others) == ("Postman collection", 1)
    assert [each.name for each in reading.requests] == ["Shop / Page view", "Cart"]
    [first, _] = reading.requests
    assert (first.profile.url, first.profile.datastream_id) == ("https://edge.adobedc.net", "ds-1")
    assert json.loads(first.draft.text) == EVENT
    assert first.draft.headers == ()
    assert first.request is None
    assert "Not imported, because they aren't Edge calls: 1 other request." in reading.notes
    [unresolved] = [note for note in reading.notes if "placeholders" in note]
    assert "{{eventType}} as {{ask:eventType}}" in unresolved
    assert "{{$guid}} as {{uuid}}" in unresolved
    assert "datastreamId" not in unresolved


def test_inner_variables_come_before_outer_ones() -> None:
    folder = {"name": "a", "item": [item()], "variable": [{"key": "datastreamId", "value": "inner"}]}
    assert read(postman(folder, variable=VARIABLES)).requests[0].profile.datastream_id == "inner"


def test_a_host_without_a_value_is_unknown() -> None:
    [found] = read(postman(item())).requests
    assert (found.profile.url, found.profile.base_path, found.profile.datastream_id) == ("", "ee", "")
    assert found.request is None


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ({"mode": "urlencoded", "urlencoded": [{"key": json.dumps(EVENT), "value": ""}]}, EVENT),
        ({"mode": "raw", "raw": json.dumps(EVENT), "options": {"raw": {"language": "json"}}}, EVENT),
    ],
)
def test_bodies_are_raw_or_fields(body: object, event: object) -> None:
    url = "https://edge.adobedc.net/ee/v2/interact?datastreamId=1"
    [found] = read(postman(item(url=url, request={"body": body}))).requests
    assert json.loads(found.draft.text) == event


@pytest.mark.parametrize("body", [None, {"mode": "file", "file": {"src": "/etc/passwd"}}, {"mode": "raw", "raw": ""}])
def test_a_request_without_its_body_is_named_and_not_an_empty_event(body: object) -> None:
    words = "Not imported, because the file doesn't hold their body: a / Empty."
    empty = item("Empty", request={"body": body})
    reading = read(postman({"name": "a", "item": [empty]}, variable=VARIABLES))
    assert (reading.requests, reading.missing) == ((), words)
    beside = read(postman({"name": "a", "item": [empty, item()]}, variable=VARIABLES))
    assert len(beside.requests) == 1
    assert words in beside.notes


@pytest.mark.parametrize(
    "url",
    [
        {"protocol": "https", "host": ["edge", "adobedc", "net"], "path": ["ee", "v2", "interact"], "query": []},
        {"raw": "https://edge.adobedc.net/ee/:version/interact", "variable": [{"key": "version", "value": "v2"}]},
        "edge.adobedc.net/ee/v2/interact",
    ],
)
def test_a_url_is_read_from_its_text_or_its_parts(url: object) -> None:
    [found] = read(postman(item(url=url))).requests
    assert (found.profile.url, str(found.profile.api_version)) == ("https://edge.adobedc.net", "v2")


def test_a_saved_example_is_a_response_with_its_request() -> None:
    url = "https://edge.adobedc.net/ee/v2/interact?datastreamId=1&requestId=r1"
    example = {
        "name": "OK",
        "originalRequest": item(url=url, raw='{"event": {"xdm": {}}}')["request"],
        "code": 200,
        "header": [{"key": "x-adobe-edge", "value": "OR2;9"}, {"key": "x-secret", "value": CANARY}],
        "body": '{"requestId": "r1", "handle": []}',
        "responseTime": 12,
    }
    reading = read(postman(item(url=url, response=[example, {"name": "draft"}])))
    [found] = reading.requests
    assert found.name == "Page view / OK"
    assert found.request is not None
    assert found.request.request_id == "r1"
    assert found.response is not None
    assert (found.response.status, found.response.timings.elapsed_ms) == (200, 12)
    assert found.response.headers == (("x-adobe-edge", "OR2;9"),)
    assert CANARY not in repr(reading)


@every_row(
    "auth",
    [
        {"type": "bearer", "bearer": [{"key": "token", "value": CANARY, "type": "string"}]},
        {"type": "bearer", "bearer": {"token": CANARY}},
        {"type": "apikey", "apikey": [{"key": "value", "value": CANARY}]},
        {"type": "oauth2", "oauth2": [{"key": "accessToken", "value": CANARY}]},
        {"type": "basic", "basic": [{"key": "password", "value": CANARY}]},
    ],
)
@every_row("place", ["collection", "folder", "request"])
def test_no_token_of_an_auth_section_is_kept(auth: dict[str, Any], place: str) -> None:
    def at(name: str) -> dict[str, Any]:
        return {"auth": auth} if place == name else {}

    inner = item(url="https://edge.adobedc.net/ee/v2/interact?datastreamId=1", request=at("request"))
    reading = read(postman({"name": "f", "item": [inner], **at("folder")}, **at("collection")))
    [found] = reading.requests
    assert CANARY not in repr(reading)
    assert ("access_token" in found.secrets) is (auth["type"] == "bearer")


def test_secret_variables_stay_placeholders() -> None:
    variables = [
        {"key": "edge", "value": "https://edge.adobedc.net"},
        {"key": "eventType", "value": CANARY, "type": "secret"},
    ]
    reading = read(postman(item(), variable=variables))
    assert CANARY not in repr(reading)
    assert "{{eventType}}" in reading.requests[0].draft.text


@pytest.mark.parametrize(
    ("document", "kind", "words"),
    [
        (
            {"id": "1", "name": "prod", "values": [{"key": "a", "value": CANARY}]},
            "Postman environment",
            "1 variable and",
        ),
        ({"_postman_variable_scope": "globals", "values": []}, "Postman environment", "0 variables"),
        ({"id": "1", "name": "old", "order": [], "requests": []}, "Postman collection v1", "version 1"),
        ({"info": {"schema": SCHEMA}, "item": []}, "Postman collection", "no requests"),
        (
            {"collection": {"info": {"schema": SCHEMA}, "item": [item(url="https://a.example/")]}},
            "Postman collection",
            "none to",
        ),
        ({"_type": "export", "__export_format": 3, "resources": []}, "Insomnia export", "another format"),
        ({"_type": "export", "__export_format": 4, "resources": []}, "Insomnia export", "no requests"),
    ],
)
def test_a_file_without_requests_is_said_as_what_it_is(document: object, kind: str, words: str) -> None:
    reading = read(json.dumps(document))
    assert (reading.kind, reading.requests) == (kind, ())
    assert words in reading.missing
    assert reading.fix
    assert CANARY not in repr(reading)


def insomnia(**request: Any) -> str:
    """An Insomnia export with one request in a folder."""
    resources = [
        {"_id": "wrk", "_type": "workspace", "parentId": None},
        {
            "_id": "env",
            "_type": "environment",
            "parentId": "wrk",
            "data": {"edge": {"host": "https://edge.adobedc.net"}},
        },
        {"_id": "sub", "_type": "environment", "parentId": "env", "data": {"ds": "of another environment"}},
        {"_id": "fld", "_type": "request_group", "parentId": "wrk", "name": "Shop", "environment": {"ds": "ds-1"}},
        {
            "_id": "req",
            "_type": "request",
            "parentId": "fld",
            "name": "Page view",
            "method": "POST",
            "url": "{{ _.edge.host }}/ee/v2/interact",
            "parameters": [
                {"name": "datastreamId", "value": "{{ ds }}"},
                {"name": "x", "value": "1", "disabled": True},
            ],
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "body": {"mimeType": "application/json", "text": '{"event": {"xdm": {"_id": "{% uuid \'v4\' %}"}}}'},
            "authentication": {"type": "bearer", "token": CANARY},
            **request,
        },
    ]
    return json.dumps({"_type": "export", "__export_format": 4, "resources": resources})


def test_an_insomnia_export_gives_its_requests() -> None:
    reading = read(insomnia())
    [found] = reading.requests
    assert (reading.kind, found.name) == ("Insomnia export", "Shop / Page view")
    assert (found.profile.url, found.profile.datastream_id) == ("https://edge.adobedc.net", "ds-1")
    assert "{% uuid 'v4' %}" in found.draft.text
    assert any("{% uuid %} as {{uuid}}" in note for note in reading.notes)
    assert CANARY not in repr(reading)


def insomnia_yaml() -> dict[str, Any]:
    """The same collection in format 5, as Insomnia 11 nests it."""
    listed = json.loads(insomnia())["resources"]
    workspace, environment, other, folder, request = ({k: v for k, v in each.items() if k != "_id"} for each in listed)
    return {
        "type": "collection.insomnia.rest/5.0",
        "name": "Edge",
        "meta": {"id": "wrk", "created": 1764403200000, "modified": 1764403200000, **workspace},
        "collection": [{**folder, "meta": {"id": "fld"}, "children": [{**request, "meta": {"id": "req"}}]}],
        "environments": {"name": "Base", "data": environment["data"], "subEnvironments": [other]},
    }


YAML_STYLES: dict[str, dict[str, Any]] = {
    "block": {},
    "flow": {"default_flow_style": True},
    "double quotes": {"default_style": '"'},
    "literal": {"default_style": "|"},
    "folded, narrow": {"default_style": ">", "width": 20},
}


@pytest.mark.parametrize("style", YAML_STYLES)
def test_an_insomnia_export_in_yaml_gives_the_same_requests(style: str) -> None:
    [expected] = read(insomnia()).requests
    # The type is at the top in every export.
    text = "type: collection.insomnia.rest/5.0\n" + yaml.safe_dump(insomnia_yaml(), **YAML_STYLES[style]).replace(
        "type: collection.insomnia.rest/5.0\n", ""
    )
    if style == "flow":
        text = "# exported\ntype: collection.insomnia.rest/5.0\n" + "\n".join(
            f"{name}: {yaml.safe_dump(value, default_flow_style=True, width=10_000).strip()}"
            for name, value in insomnia_yaml().items()
            if name not in ("type", "name")
        )
    reading = read(text)
    [found] = reading.requests
    assert (found.draft, found.profile, found.name) == (expected.draft, expected.profile, expected.name)
    assert CANARY not in repr(reading)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("collection: []\n", "has no requests"),
        ("collection:\n  - {a\n", "isn't YAML at line 4, column 1"),
        ("a: [1]\ncollection: *x\n", "has an alias at line 3, column 13"),
        ("collection: " + "[" * 100 + "\n", "nests deeper than 60 levels"),
        ("? [1]\n: 2\n", "has a name that isn't a string at line 2"),
        ("a: !!python/object:os.system x\n", "has no requests"),
        ("a: \x01\n", "YAML doesn't allow"),
        ("a: 1\n" * 1_000_000, "more than 4,000,000 characters"),
    ],
)
def test_yaml_that_cannot_be_read_says_why(text: str, words: str) -> None:
    reading = read("type: collection.insomnia.rest/5.0\n" + text)
    assert (reading.kind, reading.requests) == ("Insomnia export", ())
    assert words in reading.missing


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc .:#", min_size=1), inner, max_size=4),
    max_leaves=15,
)


@given(JSON_VALUES)
def test_any_json_value_comes_back_from_yaml(value: Any) -> None:
    assert read_yaml(yaml.safe_dump(value, allow_unicode=True)) == value
    assert read_yaml(json.dumps(value, ensure_ascii=False)) == value


def test_a_folder_that_holds_itself_ends() -> None:
    document = json.loads(insomnia())
    document["resources"][3]["parentId"] = "fld"
    assert len(read(json.dumps(document)).requests) == 1


def test_variables_that_name_each_other_end() -> None:
    variables = {"a": "{{b}}{{b}}", "b": "{{a}}{{a}}", "long": "x" * 30_000}
    assert len(fill("{{a}} {{long}}", variables)) < 3_000_000
    assert "{{long}}" in fill("{{long}}", variables)


def test_own_placeholders_are_not_foreign() -> None:
    own = " ".join("{{" + each.replace("…", "A").replace("WORDS", "b c") + "}}" for each in KNOWN)
    assert foreign_names([own, "{{ now + 5m }}"]) == ()
    assert list(foreign_notes([own])) == []


def test_placeholders_of_another_tool_are_kept_and_ours_are_named() -> None:
    raw = '{"event": {"xdm": {"eventType": "{{eventType}}", "timestamp": "{{$isoTimestamp}}", "n": {{count}}}}}'
    url = "https://edge.adobedc.net/ee/v2/interact?datastreamId={{datastreamId}}&requestId={{$guid}}"
    reading = read(postman(item(url=url, raw=raw)))
    [found] = reading.requests
    assert found.draft.text == raw
    assert (found.profile.datastream_id, found.request) == ("", None)
    [note] = [note for note in reading.notes if "another tool" in note]
    for ours in (
        "{{datastreamId}} as {{ask:datastreamId}}",
        "{{$guid}} as {{uuid}}",
        "{{$isoTimestamp}} as {{now}}",
        "{{count}} as {{ask:count}}",
        "inside quotes",
    ):
        assert ours in note
