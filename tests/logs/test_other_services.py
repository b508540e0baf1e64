"""Documents, URLs and printed objects that people take for the Edge Network's: said what they are."""

import json

from edge_tui.formats import read
from edge_tui.outline.log_text import outline_of_text
from edge_tui.tui.imports.pasted import Kind, recognize_pasted
from tests.tables import every_row
from tests.tui.stage import NOON

DELIVERY = {"status": 200, "requestId": "a", "client": "acme", "edgeHost": "x.tt.omtrdc.net"}
MBOXES = {"mboxes": [{"index": 0, "name": "hero", "options": []}]}
TOKEN = {"access_token": "CANARY.CANARY.CANARY", "token_type": "bearer", "expires_in": 86399}


@every_row(
    ("document", "what"),
    [
        (DELIVERY | {"execute": MBOXES}, "response of Adobe Target's delivery API"),
        (DELIVERY | {"prefetch": {"views": []}}, "response of Adobe Target's delivery API"),
        ({"context": {"channel": "web"}, "execute": MBOXES}, "request to Adobe Target's delivery API"),
        ({"d_mid": "4" * 38, "dcs_region": 9, "ibs": []}, "Experience Cloud ID service"),
        (TOKEN, "Adobe IMS with an access token"),
        ({"inletId": "a", "xactionId": "1:2", "receivedTimeMs": 1}, "Streaming Ingestion API"),
    ],
)
def test_a_document_of_another_service_is_named(document: dict[str, object], what: str) -> None:
    text = json.dumps(document)
    reading, outline, pasted = read(text), outline_of_text(text.encode(), NOON), recognize_pasted(text, NOON)
    assert what in reading.missing
    assert reading.fix
    assert what in outline.sentence
    assert len(list(outline.tree.children())) == len(document)
    assert pasted is not None
    assert (pasted.kind, what[1:] in pasted.title) == (Kind.VALUE, True)
    assert pasted.note == reading.fix
    assert "CANARY" not in "".join(node.value for node in outline.tree.children())


@every_row(
    "document",
    [
        {"requestId": "a", "handle": [], "execute": {}, "client": "a", "status": 200},
        {"event": {"xdm": {"eventType": "a"}}, "context": {}},
        {"status": 200, "client": "acme"},
    ],
)
def test_no_other_document_is_taken_for_one(document: dict[str, object]) -> None:
    assert "not of the Edge Network" not in read(json.dumps(document)).missing
    assert "not of the Edge Network" not in outline_of_text(json.dumps(document).encode(), NOON).sentence


@every_row(
    ("text", "what"),
    [
        ("https://acme.sc.omtrdc.net/b/ss/rs1/1/JS-2.22.0/s1?AQB=1&pageName=a", "hit of Adobe Analytics"),
        ("curl 'https://acme.tt.omtrdc.net/rest/v1/delivery?client=a' -d '{\"a\":1}'", "Adobe Target's delivery API"),
        ("curl https://dcs.adobedc.net/collection/a -d '{\"a\":1}'", "request to the Streaming Ingestion API"),
        ("https://dpm.demdex.net/id?d_visid_ver=5", "Experience Cloud ID service"),
    ],
)
def test_a_request_to_another_service_is_named(text: str, what: str) -> None:
    assert what in read(text).missing


@every_row(
    ("text", "fix"),
    [
        ("{requestId: 'a', handle: Array(1)}\nhandle: Array(1)\n0: {payload: Array(1)}", "choose Copy object"),
        ("{\n  requestId: 'a',\n  handle: [ { payload: [Array], type: 'b:c' } ]\n}", "JSON.stringify"),
        ("requestId handle\n--------- ------\na         {@{payload=System.Object[]; type=b}}", "ConvertTo-Json"),
    ],
)
def test_a_shortened_object_is_named_with_the_way_to_copy_all_of_it(text: str, fix: str) -> None:
    assert fix in outline_of_text(text.encode(), NOON).sentence
    reading = read(text)
    assert fix in reading.fix
    assert "no request in the text is complete" in reading.missing
