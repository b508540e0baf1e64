"""Rate limits, injected faults, and responses in pieces."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from edge_tui.emulator.faults import RESPONSE_FAULTS, UPSTREAM_FAILURES
from edge_tui.emulator.limits import request_units
from edge_tui.emulator.upstreams import UPSTREAMS
from tests.emulator.edge import ALL_ON, FLAKY, LOW_LIMITS, PAGE_VIEW, TARGET_ONLY, Edge, failing


def spoiled(kind: str) -> dict[str, Any]:
    return {**PAGE_VIEW, "data": {"__emulator": {"answer": kind}}}


@pytest.mark.parametrize(
    ("size", "upstreams", "units"), [(0, 3, 3), (8192, 3, 3), (8193, 3, 6), (65_536, 1, 8), (10, 0, 1)]
)
def test_request_units_are_fragments_times_upstreams(size: int, upstreams: int, units: int) -> None:
    assert request_units(size, upstreams) == units


async def test_beyond_the_limit_it_is_429_until_the_next_second(edge: Edge) -> None:
    replies = [await edge.interact(datastream=LOW_LIMITS) for _ in range(4)]
    collected = await edge.post("/ee/v2/collect", {"events": [PAGE_VIEW]}, datastream=LOW_LIMITS)
    edge.later(seconds=1)
    again = await edge.interact(datastream=LOW_LIMITS)

    assert [reply.status for reply in replies] == [200, 200, 200, 429]
    assert [reply.headers["x-rate-limit-remaining"] for reply in replies] == ["24", "12", "0", "0"]
    assert replies[3].headers["retry-after"] == "30"
    assert replies[3].content == b""
    assert (collected.status, again.status) == (202, 200)


async def test_the_largest_body_is_taken_and_one_more_byte_is_not(edge: Edge) -> None:
    start, end = b'{"event": {"data": {"text": "', b'"}}}'
    filling = b"x" * (65_536 - len(start) - len(end))
    options: dict[str, Any] = {"headers": {"content-type": "application/json"}}

    assert (await edge.post("/ee/v2/interact", content=start + filling + end, **options)).status == 200
    assert (await edge.post("/ee/v2/interact", content=start + filling + b"x" + end, **options)).status == 413


@pytest.mark.parametrize("failure", UPSTREAM_FAILURES)
@pytest.mark.parametrize("upstream", [name for name in UPSTREAMS if name != "consent"])
async def test_every_upstream_can_fail_in_every_way(upstream: str, failure: str, edge: Edge) -> None:
    reply = await edge.interact(failing(**{upstream: failure}))

    member = "warnings" if failure == "warning" else "errors"
    (problem,) = reply.body[member]
    assert UPSTREAM_FAILURES[failure][0] in problem["type"]
    assert UPSTREAMS[upstream].SERVICE in problem["title"]
    assert reply.status == (200 if failure == "warning" else 207)


async def test_the_other_upstreams_answer_nonetheless(edge: Edge) -> None:
    whole, partial = await edge.interact(), await edge.interact(failing(edge_destinations="timeout"))

    assert set(whole.types) - set(partial.types) == {"activation:pull"}


async def test_an_upstream_that_is_off_cannot_fail(edge: Edge) -> None:
    assert (await edge.interact(failing(media="timeout"), datastream=TARGET_ONLY)).status == 200


async def test_the_flaky_datastream_fails_every_second_time(edge: Edge) -> None:
    statuses = [(await edge.interact(datastream=FLAKY)).status for _ in range(4)]

    assert statuses == [200, 207, 200, 207]


@pytest.mark.parametrize(
    ("faults", "word"),
    [
        ("now", "object"),
        ({"upstream": {}}, "upstreams"),
        ({"upstreams": {"tarqet": "timeout"}}, "target"),
        ({"upstreams": {"target": "slow"}}, "timeout"),
        ({"refuse": "9999"}, "code"),
        ({"refuse": ["0001"]}, "code"),
        ({"answer": "late"}, "drop"),
        ({"latency_ms": -1}, "latency_ms"),
        ({"latency_ms": 1e9}, "latency_ms"),
    ],
)
async def test_a_fault_that_does_not_exist_is_named(faults: Any, word: str, edge: Edge) -> None:
    by_event = await edge.interact({"data": {"__emulator": faults}})
    by_header = await edge.interact(headers={"x-emulator-faults": json.dumps(faults)})

    for reply in (by_event, by_header):
        assert reply.code == "EXEG-0102-400"
        assert word in reply.body["detail"]


async def test_latency_holds_up_its_own_request_and_no_other(edge: Edge) -> None:
    late = asyncio.create_task(edge.interact({"data": {"__emulator": {"latency_ms": 100_000}}}))
    await asyncio.sleep(0)
    prompt = await edge.interact()
    assert (prompt.status, late.done()) == (200, False)
    late.cancel()
    with pytest.raises(asyncio.CancelledError):
        await late


@pytest.mark.parametrize("kind", ["drop", "cut"])
async def test_a_connection_is_dropped_in_process_as_on_a_network(kind: str, edge: Edge) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await edge.interact(spoiled(kind))

    assert (await edge.interact()).status == 200


@pytest.mark.parametrize("kind", sorted(set(RESPONSE_FAULTS) - {"slow", "drop", "cut"}))
async def test_an_answer_can_be_spoiled(kind: str, edge: Edge) -> None:
    reply = await edge.interact(spoiled(kind))

    if kind == "huge":
        assert 9_000_000 < len(reply.content) < 12_000_000
        assert reply.payload("personalization:decisions")
    elif kind == "truncated":
        assert reply.status == 200
        with pytest.raises(json.JSONDecodeError):
            json.loads(reply.content)
    else:
        assert reply.status == 500
        assert (b"<h1>" in reply.content) == (kind == "html")


def streaming(**settings: Any) -> dict[str, Any]:
    return {"konductorConfig": {"streaming": {"enabled": True, **settings}}}


async def test_a_stream_is_one_envelope_after_the_other(edge: Edge) -> None:
    whole = await edge.interact(params={"requestId": "r"})
    reply = await edge.interact(params={"requestId": "r"}, meta=streaming(recordSeparator="\0", lineFeed="\n"))

    records = reply.content.decode().split("\n")
    assert records.pop() == ""
    assert all(record.startswith("\0{") for record in records)
    envelopes = [json.loads(record[1:]) for record in records]
    assert len(envelopes) > 1
    assert {envelope["requestId"] for envelope in envelopes} == {whole.body["requestId"]}
    assert [handle["type"] for envelope in envelopes for handle in envelope["handle"]] == whole.types


async def test_errors_come_at_the_end_of_a_stream(edge: Edge) -> None:
    reply = await edge.interact(failing(target="timeout"), meta=streaming(recordSeparator="<", lineFeed=">"))

    assert reply.status == 207
    assert "EXEG-0200-504" in reply.content.decode().rsplit("<", maxsplit=1)[-1]


@pytest.mark.parametrize("settings", [{}, {"recordSeparator": None, "lineFeed": "\n"}, {"recordSeparator": "\0"}])
async def test_without_both_separators_nothing_is_streamed(settings: dict[str, Any], edge: Edge) -> None:
    assert (await edge.interact(meta=streaming(**settings), datastream=ALL_ON)).body["handle"]


async def test_hostile_text_goes_through_unharmed(edge: Edge) -> None:
    for text in (b'"\\ud800"', '"\u202e[/bold]\U0001f600"'.encode(), b'"\\u0000"'):
        body = b'{"event": {"xdm": {"identityMap": {"ECID": [{"id": ' + text + b"}]}}}}"
        reply = await edge.post("/ee/v2/interact", content=body, headers={"content-type": "application/json"})
        assert reply.code == "EXEG-0305-400"
