"""The editor and `edge-tui lint` have the same findings."""

import json

from edge_tui.cli.validation.findings import finding_document
from edge_tui.workspace import Workspace
from tests.conftest import Command
from tests.tui.stage import explorer

# Without {{last:…}}, which standard input may not read.
WRONG = json.dumps(
    {
        "event": {
            "xdm": {
                "eventType": "web.webPageDetails.pageViews",
                "timestamp": "2026-03-14T12:00:00",
                "web": {"webPageDetails": {"url": "https://shop.example/", "pageViews": 1}},
                "identityMap": {"ECID": [{"id": "123"}], "FPID": [{"id": "x"}]},
                "productListItems": [{"sku": "a", "priceTotal": "9.5"}],
                "_acme": {"note": "{{ask:a note}} {{nothing}}"},
            }
        },
        "data": {},
        "query": {"personalization": {"decisionScopes": ["eyJ4"]}},
        "meta": {"configOverrides": {"com_adobe_target": {"enabled": True}}},
    },
    indent=2,
)
LARGE = json.dumps({"event": {"xdm": {"_acme": "x" * 20_000}}}, indent=2)


TEXTS = {
    "many errors": WRONG,
    "large": LARGE,
    "the other shape": '{"events": [{}]}',
    "no JSON": '{"a": 1,}',
    "an array": "[1, 2]",
    "a string": '"text"',
    "nothing in it": "{}",
    "a name twice": '{"a": 1, "a": 2}',
}


async def test_the_editor_and_the_command_line_have_the_same_findings(workspace: Workspace, command: Command) -> None:
    shown = {}
    async with explorer(workspace) as stage:
        for name, text in TEXTS.items():
            stage.editor.load(text)
            await stage.still()
            shown[name] = [finding_document(each) for each in stage.editor.findings]
    for name, text in TEXTS.items():
        told = json.loads(command("lint", "-", "--json", "--profile", "emulator", stdin=text.encode()).out)
        assert [{**each, "source": "-"} for each in shown[name]] == told, name
        assert told, name
