"""A bundle has everything about an exchange, and edge-tui can import it."""

import json

from edge_tui.formats import bundle
from edge_tui.model.exchange import Response
from edge_tui.model.request import MASK
from tests.formats.exchanges import EVENT, FAILED, SENT_AT, TOKEN, URL, answered, exchange

PROBLEM = {
    "type": "https://ns.adobe.com/aep/errors/EXEG-0201-503",
    "status": 503,
    "title": "The 'com.adobe.target' service is unavailable | for now",
}


def test_what_support_needs_is_at_the_top() -> None:
    outcome = answered({"requestId": "708e4f90-0123456789abcdef", "handle": [], "errors": [PROBLEM]}, 207)
    page = bundle.render(exchange(outcome=outcome))
    for fact in ("708e4f90-0123456789abcdef", "4f1c9e2b-0000", "OR2;9", "EXEG-0201-503", "207 Multi-Status"):
        assert fact in page.partition("## Request")[0]
    assert "unavailable \\| for now" in page


def test_a_bundle_is_read_back_with_its_response() -> None:
    imported = bundle.parse(bundle.render(exchange(outcome=answered()), token=TOKEN))
    assert imported is not None
    assert json.loads(imported.draft.text) == EVENT
    assert imported.request is not None
    assert imported.request.url == URL
    assert imported.sent_at == SENT_AT
    assert imported.response is not None
    assert (imported.response.status, imported.response.header("x-adobe-edge")) == (200, "OR2;9")
    assert json.loads(imported.response.body) == json.loads(answered().body)


def test_a_masked_token_is_not_imported_as_a_secret() -> None:
    page = bundle.render(exchange(authenticated=True))
    assert MASK in page
    imported = bundle.parse(page)
    assert imported is not None
    assert imported.secrets == {}
    assert imported.profile.client_id == "client-1"


def test_backticks_in_a_body_do_not_end_its_block() -> None:
    imported = bundle.parse(bundle.render(exchange('{"event":{"data":{"a":"```\\n```"}}}')))
    assert imported is not None
    assert json.loads(imported.draft.text) == {"event": {"data": {"a": "```\n```"}}}


def test_a_failure_is_written_with_its_message() -> None:
    page = bundle.render(exchange(outcome=FAILED))
    assert FAILED.message in page
    imported = bundle.parse(page)
    assert imported is not None
    assert imported.response is None


def test_a_header_cannot_inject_a_line() -> None:
    outcome = Response(200, (("x-request-id", "r-1\n```\n# Other"),), b"{}", answered().timings)
    page = bundle.render(exchange(outcome=outcome))
    assert "# Other" not in page.splitlines()
    assert "r-1␊```␊# Other" in page


def test_other_text_is_not_imported_as_a_bundle() -> None:
    page = bundle.render(exchange())
    assert bundle.parse("# Something else\n" + page) is None
    assert bundle.parse(page.partition("## Request")[0]) is None
    assert bundle.parse("") is None
