"""Events that something has encoded as a whole, or that a program has printed as one of its maps."""

import base64
import html
import json
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

import pytest

from edge_tui.formats import read
from edge_tui.logs import encoded
from edge_tui.logs.encoded import decodings
from edge_tui.outline.log_text import outline_of_text
from tests.tables import every_row
from tests.tui.stage import NOON

XDM = {"eventType": "a.b", "web": {"webPageDetails": {"name": "Men's", "server": None, "isHomePage": True}}}
EVENT = json.dumps({"event": {"xdm": XDM}})
HANDLES = '{"requestId": "a", "handle": [{"type": "state:store", "payload": []}]}'
WAYS = {
    "entities": html.escape,
    "percent": quote,
    "a form": lambda text: f"a=b&data={quote_plus(text)}&c=d",
    "a cell": lambda text: 'id,body\n1,"{}"\n'.format(text.replace('"', '""')),
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "Base64 of URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "Base64 in lines": lambda text: base64.encodebytes(text.encode()).decode(),
}


@every_row("way", WAYS)
def test_an_encoded_event_is_read_and_the_encoding_named(way: str) -> None:
    (found,) = (reading := read(WAYS[way](EVENT))).requests
    assert json.loads(found.draft.text) == json.loads(EVENT)
    assert len(reading.notes) == 1


@every_row("way", [way for way in WAYS if way != "a form"])
def test_an_encoded_response_is_read_and_the_encoding_named(way: str) -> None:
    outline = outline_of_text(WAYS[way](HANDLES).encode(), NOON)
    assert next(node.label for node in outline.tree.children()) == "state:store"
    assert outline.sentence


@every_row(
    ("text", "kind"),
    [
        (
            '{:event=>{:xdm=>{:eventType=>"a.b", :web=>{:webPageDetails=>'
            '{:name=>"Men\'s", :server=>nil, :isHomePage=>true}}}}}',
            "Ruby hash",
        ),
        (
            '{event: {xdm: {eventType: "a.b", web: '
            '{webPageDetails: {name: "Men\'s", server: nil, isHomePage: true}}}}}',
            "Ruby hash",
        ),
        (
            "array (\n  'event' => \n  array (\n 'xdm' => array ( 'eventType' => 'a.b', 'web' => array ("
            "'webPageDetails' => array ('name' => 'Men\\'s', 'server' => NULL, 'isHomePage' => true,),),),),)",
            "PHP array",
        ),
        (
            "['event' => ['xdm' => ['eventType' => 'a.b', 'web' => ['webPageDetails' => "
            "['name' => \"Men's\", 'server' => null, 'isHomePage' => true]]]]];",
            "PHP array",
        ),
        (
            '["event": ["xdm": ["eventType": "a.b", "web": ["webPageDetails": '
            '["name": "Men\'s", "server": nil, "isHomePage": true]]]]]',
            "Swift dictionary",
        ),
        ("// a page\n/* view */ " + EVENT, "JavaScript object"),
    ],
)
def test_a_map_of_a_program_is_read(text: str, kind: str) -> None:
    reading = read(text)
    assert reading.kind == kind
    (found,) = reading.requests
    assert json.loads(found.draft.text) == json.loads(EVENT)


@every_row("text", ["{:a=>1}", '["a": "b"]', "['a' => 'b']", "eyJhIjoxfQ==", "%7B%22a%22%3A1%7D", "{&quot;a&quot;:1}"])
def test_no_other_map_or_encoded_text_is_an_event(text: str) -> None:
    assert read(text).requests == ()


def test_an_event_that_was_encoded_twice_is_read() -> None:
    (found,) = read(WAYS["entities"](WAYS["a cell"](EVENT))).requests
    assert json.loads(found.draft.text) == json.loads(EVENT)


@pytest.mark.parametrize("read_text", [read, lambda text: outline_of_text(text.encode(), NOON)])
def test_a_text_with_many_layers_is_decoded_a_few_times(
    read_text: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = list[str]()

    def counted(text: str) -> Iterator[tuple[str, str]]:
        for each in decodings(text):
            decoded.append(each[0])
            yield each

    monkeypatch.setattr(encoded, "decodings", counted)
    text = "a"
    for _ in range(8):
        text = html.escape(f'=%7B%22{quote(text)}"{{""')
    read_text(text)
    assert 2 <= len(decoded) <= 3 + 3 * 3
