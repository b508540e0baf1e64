"""The advertising cookie of the Web SDK: clicks, IDs, and when they expire."""

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from edge_tui.values.advertising_cookie import read_cookie

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AN_HOUR_AGO_MS = int(NOW.timestamp() - 3_600) * 1_000
COOKIE = {
    "_les_lsc": {"click_time": AN_HOUR_AGO_MS, "skwcid": "AL!3579!3!1", "efid": "ef-1"},
    "surferId": "surfer-1",
    "rampIdExpires": AN_HOUR_AGO_MS + 7_200_000,
}


@pytest.mark.parametrize("encode", [lambda text: text, quote])
def test_clicks_and_ids_are_named(encode: object) -> None:
    assert callable(encode)
    reading = read_cookie(encode(json.dumps(COOKIE)), NOW, "state-cookie")

    assert {node.label: node.value for node in reading.parts} == {
        "tracking code": "AL!3579!3!1",
        "tracking identities": "ef-1",
        "clicked": "2026-03-02T11:00:00.000Z · 1 h ago",
        "surfer ID": "surfer-1",
        "rampIdExpires": "2026-03-02T13:00:00.000Z · in 1 h",
    }
    assert reading.summary == "tracking code AL!3579!3!1 · tracking identities ef-1"


@pytest.mark.parametrize("text", ["", "x", "%7B", "[1]", '{"_les_lsc": 1}', '{"surferId": [1]}'])
def test_what_is_damaged_or_empty_says_so(text: str) -> None:
    reading = read_cookie(text, NOW, "state-cookie")

    assert reading.parts == ()
    assert (reading.problem != "") == (text not in ('{"_les_lsc": 1}', '{"surferId": [1]}'))
