"""What a request costs, counted: encodings, compilations, writes, calls for random bytes."""

import asyncio
import json
import os
import re
import subprocess
import sys
from asyncio import selector_events
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.cli.emulation.log import JsonLog, TextLog
from edge_tui.emulator import response_json, validation
from edge_tui.emulator.joined_writes import JoinedWrites
from edge_tui.emulator.random_ids import RandomIds
from edge_tui.emulator.request import pairs_of
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.request_log_queue import RequestLogQueue
from edge_tui.emulator.response_json import encode, encoded
from edge_tui.emulator.serve import serving
from edge_tui.model.json.document import compact
from tests.emulator.edge import ALL_ON, NOON, PAGE_VIEW, TARGET_ONLY, Edge
from tests.tables import every_row

INTERACT = f"/ee/v2/interact?datastreamId={ALL_ON}"
HERO = {"personalization": {"decisionScopes": ["hero", "__view__"]}}
HEAD, BODY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", b"{}"
LINE = RequestLogLine(at=NOON, method="POST", path="/ee/v2/interact", status=200, elapsed_ms=1.25)
TEXTS = st.text(st.characters(exclude_categories=[]))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
)


class Calls:
    """Stands in for a function, and counts its calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.count = 0
        self._function = function

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.count += 1
        return self._function(*arguments, **options)


class Recorder(asyncio.Transport):
    """A transport that keeps each call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[object] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def close(self) -> None:
        self.calls.append("close")

    def abort(self) -> None:
        self.calls.append("abort")

    def is_closing(self) -> bool:
        return "close" in self.calls or "abort" in self.calls

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"sockname": ("127.0.0.1", 1)}.get(name, default)


def python_json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def has_exponent(value: Any) -> bool:
    if isinstance(value, float):
        return "e" in repr(value)
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(has_exponent, members))


async def test_constant_parts_are_encoded_once_and_conditions_compiled_once(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await edge.interact(PAGE_VIEW, query=HERO)
    thoroughly = Calls(response_json._encode_text)
    quickly = Calls(response_json._encode_quickly)
    compiled = Calls(re.compile)
    monkeypatch.setattr(response_json, "_encode_text", thoroughly)
    monkeypatch.setattr(response_json, "_encode_quickly", quickly)
    monkeypatch.setattr(re, "compile", compiled)

    second = await edge.interact(PAGE_VIEW, query=HERO)

    assert first.types == second.types
    assert "personalization:decisions" in second.types
    assert (thoroughly.count, quickly.count, compiled.count) == (0, 1, 0)


async def test_what_a_datastream_does_not_have_is_not_asked_for(edge: Edge) -> None:
    datastreams = tuple(replace(each, rules=(), concierge=None) for each in edge.config.datastreams)
    edge.config = replace(edge.config, datastreams=datastreams)
    await edge.interact(datastream=TARGET_ONLY)
    called: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add(Path(frame.f_code.co_filename).stem)

    sys.setprofile(note)
    try:
        assert (await edge.interact(datastream=TARGET_ONLY)).status == 200
    finally:
        sys.setprofile(None)
    assert {"gateway", "processing", "target"} <= called
    absent = {"dynamic_configuration", "conditions", "concierge", "concierge_replies", "media_session"}
    assert called & absent == set()


async def test_a_page_view_is_decoded_once(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    quickly, thoroughly = Calls(validation._decode_quickly), Calls(validation._decode_thoroughly)
    monkeypatch.setattr(validation, "_decode_quickly", quickly)
    monkeypatch.setattr(validation, "_decode_thoroughly", thoroughly)

    assert (await edge.interact()).status == 200
    assert (quickly.count, thoroughly.count) == (1, 0)


@given(JSON)
def test_encoded_values_are_the_bytes_of_pythons_encoder(value: Any) -> None:
    assert bytes(encoded(value)) == python_json(value)
    assert encode({"a": [encoded(value)]}) == python_json({"a": [value]})


@given(JSON, TEXTS)
def test_values_without_exponents_are_the_bytes_of_pythons_encoder(value: Any, text: str) -> None:
    document = {text: [value, encoded(value)]}
    if not has_exponent(value):
        assert encode(document) == python_json({text: [value, value]})


@given(
    JSON.map(json.dumps)
    | JSON.map(lambda value: json.dumps(value, ensure_ascii=False))
    | st.text(alphabet='[]{}",:01e-.\\u 9')
)
def test_any_body_is_decoded_as_python_decodes_it(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")

    def outcome(decode: Callable[[], object]) -> str:
        try:
            return repr(decode())
        except ValueError as error:
            return f"{type(error).__name__}: {error}"

    assert outcome(lambda: validation._decode(body)) == outcome(lambda: validation._decode_thoroughly(body.decode()))


@every_row("text", ["1e999", "-0", "1" * 40, '{"a":1,"a":2}', '"\\ud800"', "NaN", "\ufeff{}", "1.0"])
def test_the_bodies_that_parsers_disagree_on_are_decoded_as_before(text: str) -> None:
    test_any_body_is_decoded_as_python_decodes_it.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@given(st.text(alphabet="ab=&%+;2\xe9 ", max_size=20) | st.text(st.characters(max_codepoint=255), max_size=20))
def test_a_query_without_escapes_is_read_as_python_reads_it(query: str) -> None:
    assert pairs_of(query) == parse_qsl(query, keep_blank_values=True)


def test_a_response_is_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    writes = Calls(selector_events._SelectorSocketTransport.write)  # type: ignore[attr-defined]
    with serving() as emulator:
        client = httpx.Client(base_url=emulator.url)
        client.post(INTERACT, json={"event": PAGE_VIEW})
        monkeypatch.setattr(
            selector_events._SelectorSocketTransport,  # type: ignore[attr-defined]
            "write",
            lambda transport, data: writes(transport, data) if data else None,
        )
        for _ in range(3):
            assert client.post(INTERACT, json={"event": PAGE_VIEW}).status_code == 200
        assert writes.count == 3
        client.close()


@pytest.mark.parametrize("end", ["close", "abort"])
def test_a_head_waits_for_its_body_and_for_nothing_else(end: str) -> None:
    recorder = Recorder()
    joined = JoinedWrites(recorder)
    for written in (b"HTTP/1.1 100 Continue\r\n\r\n", HEAD, BODY, b"more", HEAD, b""):
        joined.write(written)
    joined.write(HEAD)
    assert recorder.calls == [b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + BODY, b"more", HEAD]
    getattr(joined, end)()
    assert recorder.calls[4:] == [HEAD, end]
    assert joined.is_closing()
    assert joined.get_extra_info("sockname") == ("127.0.0.1", 1)


def test_nothing_is_written_to_a_connection_that_is_gone() -> None:
    recorder = Recorder()
    joined = JoinedWrites(recorder)
    joined.write(HEAD)
    recorder.close()
    joined.close()
    assert recorder.calls == ["close", "close"]


def test_random_bytes_are_fetched_for_many_ids_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = Calls(os.urandom)
    monkeypatch.setattr(os, "urandom", fetched)
    ids = RandomIds()
    made = [ids.uuid() if number % 2 else UUID(ids.uuid_text()) for number in range(500)]
    digits = [ids.hex_digits() for _ in range(24)]

    assert len({*made, *digits}) == 524
    assert {(each.version, each.variant) for each in made} == {(4, "specified in RFC 4122")}
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in digits)
    assert fetched.count == 2


async def test_a_burst_of_requests_is_logged_as_one_batch_in_order() -> None:
    logged: list[object] = []
    queue = RequestLogQueue(logged.append, lambda: logged.append("written"))
    lines = [LINE._replace(request_id=str(number)) for number in range(3)]
    for line in lines:
        queue.put(line)
    assert logged == []
    await asyncio.sleep(0)
    assert logged == [*lines, "written"]
    queue.put(LINE)
    queue.drain()
    await asyncio.sleep(0)
    assert logged[4:] == [LINE, "written"]


@pytest.mark.parametrize("log", [JsonLog(), TextLog()])
def test_a_batch_is_written_by_one_flush(log: JsonLog | TextLog, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        log.log_request(LINE)
    assert capsys.readouterr().out == ""
    log.flush()
    assert capsys.readouterr().out.count("/ee/v2/interact") == 3
    log.flush()
    assert capsys.readouterr().out == ""


@given(TEXTS, st.floats(0, 120_000).map(lambda number: round(number, 2)))
def test_a_line_of_json_is_what_compact_makes_of_it(path: str, elapsed_ms: float) -> None:
    line = LINE._replace(path=path, elapsed_ms=elapsed_ms, notes=("é",)).json()
    assert line == compact(json.loads(line))
    assert json.loads(line)["path"] == path
    assert json.loads(line)["elapsedMs"] == elapsed_ms


def test_starlette_is_loaded_with_the_first_token_only() -> None:
    program = """
import asyncio, sys, httpx
from edge_tui.emulator.app import create_app
from edge_tui.emulator.in_process import InProcess
client = httpx.AsyncClient(transport=InProcess(create_app()), base_url="http://emulator")
assert asyncio.run(client.post("/ee/v2/interact", json={})).status_code == 400
print("starlette" in sys.modules)
assert asyncio.run(client.get("/ims/keys")).status_code == 200
print("starlette" in sys.modules)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.split() == ["False", "True"]
