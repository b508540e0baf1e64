"""A request comes back equal from every dialect: the same URL, headers and body."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats import read
from edge_tui.model.json.document import compact
from tests.examples import examples
from tests.formats.sources.dialects import DIALECTS, HEADERS, URL, Sample, carried, write
from tests.tables import every_row

HOSTILE = (
    'Men\'s "best" $HOME `id` $(id) \\ %PATH% ^& | < > ; # ! ~ {{now}} '
    "日本 😀 é\u00a0\u202e ''' \\\" \\n @file EOF ###"
)
# Lone surrogates and raw controls aren't in JSON that is sent.
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.sampled_from(
    [HOSTILE, "'", '"', "\\"]
)


def body_of(value: str) -> str:
    return compact({"event": {"xdm": {"eventType": "a.b", "note": value}, "data": {value[:5]: [1, True, None, {}]}}})


def assert_same(text: str, sample: Sample) -> None:
    (found,) = read(text).requests
    assert found.request is not None
    assert json.loads(found.request.body) == json.loads(sample.body)
    assert found.request.url == URL
    headers = dict(found.request.headers)
    assert {name: headers.get(name) for name, _ in HEADERS} == dict(HEADERS)
    assert (found.profile.url, found.profile.datastream_id) == ("https://edge.adobedc.net", "4f1c9e2b-0000")


@every_row("dialect", DIALECTS)
def test_a_request_is_read_as_it_was_sent(dialect: str) -> None:
    for value in ("home", HOSTILE, *HOSTILE.split(" ")):
        sample = Sample(body_of(carried(dialect, value)))
        assert_same(write(dialect, sample), sample)


@settings(max_examples=examples(50), deadline=None)
@given(st.sampled_from(sorted(DIALECTS)), VALUES)
def test_any_value_is_read_as_it_was_sent(dialect: str, value: str) -> None:
    sample = Sample(body_of(carried(dialect, value)))
    assert_same(write(dialect, sample), sample)


@pytest.mark.parametrize("joined", [" ;\n", " &\n", "\n", " && ", "\n\n# the next one\n"])
def test_all_commands_of_a_text_are_read(joined: str) -> None:
    bodies = [body_of(f"Men's {number}") for number in range(3)]
    text = joined.join(write("curl, single quotes", Sample(body)) for body in bodies)
    assert [json.loads(each.draft.text) for each in read(text).requests] == [json.loads(body) for body in bodies]


def test_all_commands_that_are_copied_for_cmd_are_read() -> None:
    bodies = [body_of(f"a & b {number}") for number in range(3)]
    text = " &\r\n".join(write("curl for cmd, Chrome", Sample(body)) for body in bodies)
    assert [json.loads(each.draft.text) for each in read(text).requests] == [json.loads(body) for body in bodies]
