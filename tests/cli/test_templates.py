"""`edge-tui templates`: built-in ones and your own."""

import json
import re
from pathlib import Path

from tests.conftest import Command


def test_the_built_in_templates_are_listed_by_group(command: Command) -> None:
    templates = json.loads(command("templates", "list", "--json").out)
    names = [template["name"] for template in templates]
    assert {"page-view", "purchase", "personalization-view", "target-unavailable"} <= set(names)
    assert templates[0]["group"] == "web"
    assert all(set(template) >= {"name", "title", "group", "summary", "action", "origin"} for template in templates)
    assert command("templates", "list").out.splitlines()[0].split() == ["GROUP", "NAME", "ORIGIN", "TITLE"]


def test_a_template_is_shown_as_the_body_with_its_placeholders(command: Command) -> None:
    ended = command("templates", "show", "page-view")
    assert json.loads(ended.out)["event"]["xdm"]["timestamp"] == "{{now}}"
    assert "Page view" in ended.talk


def test_a_saved_template_is_sent_by_its_name(command: Command) -> None:
    body = json.dumps({"event": {"xdm": {"_id": "{{uuid}}", "timestamp": "{{now}}", "eventType": "mine"}}}).encode()
    saved = command("templates", "save", "my-event", "--title", "Mine", "--summary", "For tests.", stdin=body)
    assert saved.status == 0, saved.talk
    listed = {each["name"]: each for each in json.loads(command("templates", "list", "--json").out)}
    assert listed["my-event"] | {"group": ""} == {
        "name": "my-event",
        "title": "Mine",
        "group": "",
        "summary": "For tests.",
        "action": "interact",
        "origin": "user",
        "shadows": False,
    }
    exchange = json.loads(command("send", "my-event", "--json").out)
    assert exchange["request"]["body"]["event"]["xdm"]["eventType"] == "mine"
    assert exchange["template"] == "my-event"


def test_your_template_overrides_the_built_in_one_until_it_is_deleted(command: Command) -> None:
    body = b'{"event": {"xdm": {"eventType": "mine"}}}'
    command("templates", "save", "page-view", stdin=body)
    assert json.loads(command("templates", "show", "page-view").out)["event"]["xdm"]["eventType"] == "mine"
    assert command("templates", "delete", "page-view").status == 0
    assert json.loads(command("templates", "show", "page-view").out)["event"]["xdm"]["eventType"] != "mine"


def test_a_template_is_not_overwritten_without_asking(command: Command) -> None:
    command("templates", "save", "mine", stdin=b'{"event": {"a": 1}}')
    assert command("templates", "save", "mine", stdin=b'{"event": {"a": 2}}').status == 2
    assert json.loads(command("templates", "show", "mine").out) == {"event": {"a": 1}}
    assert command("templates", "save", "mine", "--overwrite", stdin=b'{"event": {"a": 2}}').status == 0
    assert json.loads(command("templates", "show", "mine").out) == {"event": {"a": 2}}


def test_a_past_event_becomes_a_template_with_its_placeholders(command: Command) -> None:
    sent = json.loads(command("send", "page-view", "--json", "--set", "/event/xdm/_tenant=x").out)
    assert command("templates", "save", "again", "--from", sent["requestId"]).status == 0
    xdm = json.loads(command("templates", "show", "again").out)["event"]["xdm"]
    assert (xdm["timestamp"], xdm["_tenant"]) == ("{{now}}", "x")


def test_an_event_of_the_older_version_is_saved_in_the_newer_form(command: Command) -> None:
    command("templates", "save", "older", stdin=b'{"events": [{"xdm": {"a": 1}}]}')
    assert json.loads(command("templates", "show", "older").out) == {"event": {"xdm": {"a": 1}}}


def test_an_invalid_file_name_is_refused(command: Command) -> None:
    for name in ("../escape", "Upper Case", "", "a/b"):
        ended = command("templates", "save", name, stdin=b'{"event": {}}')
        assert ended.status == 2
        assert ended.talk.count("\n") == 1


def test_a_built_in_template_cannot_be_deleted(command: Command) -> None:
    ended = command("templates", "delete", "page-view")
    assert ended.status == 2
    assert "is built in" in ended.talk


def test_paths_are_printed(command: Command, home: Path) -> None:
    assert command("templates", "path").out == f"{home / 'templates'}\n"
    assert Path(command("templates", "path", "page-view").out.strip()).read_text().startswith("{")


def test_a_file_without_a_template_is_reported_and_the_others_are_listed(command: Command, home: Path) -> None:
    (home / "templates").mkdir()
    (home / "templates" / "broken.json").write_text("{")
    ended = command("templates", "list")
    assert ended.status == 0
    assert "page-view" in ended.out
    assert re.search(r"^Skipped .*broken\.json: ", ended.talk, re.MULTILINE)
