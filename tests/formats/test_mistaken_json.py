"""JSON with mistakes: read as far as it can be, and the mistake is said."""

import json

import pytest

from edge_tui.formats import read
from tests.formats.visits import archive, call

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=c"
TWICE = '{"event": {"xdm": {"eventType": "a.b", "n": 1, "n": 2}, "xdm": {"eventType": "c.d"}}}'
ONCE = '{"event": {"xdm": {"n": 1, "m": {"n": 1}}, "data": {"n": 2}}}'


@pytest.mark.parametrize("source", ["body", "curl", "HTTP", "HAR"])
def test_names_that_occur_twice_are_said(source: str) -> None:
    for body, words in ((TWICE, "only the last value was read: n, xdm."), (ONCE, "")):
        entry = call()
        entry["request"]["postData"]["text"] = body
        text = {
            "body": body,
            "curl": f"curl '{URL}' -d '{body}'",
            "HTTP": f"POST {URL}\n\n{body}",
            "HAR": archive(entry),
        }[source]
        (found,) = read(text).requests
        assert " ".join(note for note in found.notes if "More than once" in note).endswith(words)
        assert json.loads(found.draft.text) == json.loads(body)


def test_quotes_of_a_word_processor_are_read_where_nothing_else_is_known() -> None:
    for quotes in ("“”", "„“"):
        text = ONCE.replace('"', quotes[0]).replace(f"{quotes[0]}:", f"{quotes[1]}:")
        reading = read(f"\u200b{text}")
        assert json.loads(reading.requests[0].draft.text) == json.loads(ONCE)
        assert "word processor" in reading.notes[-1]
    kept = ONCE.replace('"n": 1', '"n": "“x”"', 1)
    assert "“x”" in read(kept).requests[0].draft.text


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('{"other": {"n": 1e400}}', "line 1, column 17: this number is too large"),
        ('{"other": ' + "[" * 300 + "]" * 300 + "}", "nested deeper than 200 levels"),
        ('{"other": ', "unexpected end of text"),
    ],
)
def test_json_with_a_mistake_is_named_with_its_place(text: str, mistake: str) -> None:
    reading = read(text)
    assert (reading.kind, reading.requests) == ("text", ())
    assert mistake in reading.missing
