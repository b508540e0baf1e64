"""Sending, without a screen: what is asked first, what is refused, what is shown."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import FailureKind
from edge_tui.model.profile import EMULATOR_PROFILE, Environment, Profile
from tests.gateway.loopback import answering, http
from tests.tui.workbench.bench import open_bench

EVENT = '{"event": {"xdm": {"eventType": "test"}}}'
PRODUCTION = replace(EMULATOR_PROFILE, name="shop", environment=Environment.PROD)

# A profile, its environment, and the answer to the question; None where nothing is asked.
RUN = [
    ("shop", Environment.PROD, "send"),
    ("stage", Environment.STAGE, None),
    # Another one is asked about, however alike its name.
    ("shop2", Environment.PROD, "send"),
    ("Shop", Environment.PROD, "back"),
    ("Shop", Environment.PROD, "send"),
    ("shop", Environment.PROD, None),
    ("shop2", Environment.PROD, None),
    # A profile that becomes production is asked about, though it was sent with before.
    ("dev", Environment.DEV, None),
    ("dev", Environment.PROD, "send"),
    ("dev", Environment.DEV, None),
]


async def test_each_production_profile_is_asked_about_once_and_no_other_is(home: Path) -> None:
    bench, sent = open_bench(home), 0
    for name, environment, answer in RUN:
        bench.state.profile.value = replace(EMULATOR_PROFILE, name=name, environment=environment)
        bench.dialogs.will_answer(*[answer] if answer else [])
        await bench.controllers.sender.send_draft()
        assert bench.dialogs.is_finished, (name, environment)
        sent += answer != "back"
        assert bench.workspace.history.count() == sent, (name, environment)
        if answer:
            assert f"{name} is a production datastream" in bench.dialogs.question.text
            assert bench.dialogs.question.destructive


async def test_a_dismissed_question_sends_nothing_and_asks_again(home: Path) -> None:
    bench = open_bench(home, None, "send", profile=PRODUCTION)
    await bench.controllers.sender.send_draft()
    assert bench.workspace.history.count() == 0
    assert not bench.controllers.sender.is_sending
    await bench.send()
    assert bench.workspace.history.count() == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{\n  "event": {\n    "xdm": {},\n  }\n}', "line 3, column 14"),
        ('["event"]', "an event is an object"),
        ("", "line 1, column 1"),
    ],
)
async def test_a_text_that_is_not_an_event_is_not_sent(home: Path, text: str, reason: str) -> None:
    bench = open_bench(home)
    bench.editor.text = text
    await bench.controllers.sender.send_draft()
    assert bench.toasts.startswith("Not sent")
    assert reason in str(bench.editor.parse_error)
    assert bench.panes.pane == "event"
    assert bench.workspace.history.count() == 0
    bench.editor.text = '{"event": {"xdm": {"eventType": "test"}}}'
    await bench.controllers.sender.send_draft()
    assert "Not sent" not in bench.toasts, "what was wrong isn't said over the next response"


async def test_headers_that_cannot_be_sent_are_shown_where_they_are(home: Path) -> None:
    bench = open_bench(home)
    bench.editor.header_lines = "x-debug: 1\nauthorization: Bearer CANARY"
    await bench.controllers.sender.send_draft()
    assert "Not sent: line 2 of the headers" in bench.toasts
    assert "CANARY" not in bench.toasts
    assert bench.editor.tab == "draft-headers"
    assert bench.workspace.history.count() == 0


async def test_headers_are_sent_with_the_event(home: Path) -> None:
    bench = open_bench(home)
    bench.editor.header_lines = "x-debug: 1"
    assert ("x-debug", "1") in (await bench.send()).request.headers


async def test_the_text_in_the_editor_is_what_is_sent(home: Path) -> None:
    bench = open_bench(home)
    exchange = await bench.send('{"event": {"xdm": {"eventType": "test.of.mine"}}}')
    assert json.loads(exchange.request.body)["event"] == {"xdm": {"eventType": "test.of.mine"}}
    assert exchange.response is not None
    assert exchange.response.status == 200


async def test_a_placeholder_that_cannot_be_filled_is_named_and_nothing_is_sent(home: Path) -> None:
    bench = open_bench(home)
    bench.editor.text = '{"event": {"xdm": {"_id": "{{env:NOT_SET_ANYWHERE}}"}}}'
    await bench.controllers.sender.send_draft()
    assert "NOT_SET_ANYWHERE" in bench.toasts
    assert bench.state.exchange.value is None
    assert bench.workspace.history.count() == 0


async def test_a_second_send_is_refused_while_one_is_in_flight(home: Path) -> None:
    release = asyncio.Event()

    async def late(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.write(http(b'{"requestId": "late", "handle": []}', connection="close"))
        await writer.drain()

    async with answering(late) as gateway:
        bench = open_bench(home, profile=Profile("loopback", url=gateway.url, datastream_id="d-1"))
        first = asyncio.create_task(bench.send())
        await gateway.received()
        assert bench.controllers.sender.sent_at.value is not None
        await bench.controllers.sender.send_draft()
        assert "to cancel it" in bench.toasts
        release.set()
        await first
        assert len(gateway.requests) == 1
        assert bench.controllers.sender.sent_at.value is None
        await bench.workspace.close()


async def test_a_canceled_send_ends_as_an_exchange(home: Path) -> None:
    async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with answering(silence) as gateway:
        bench = open_bench(home, profile=Profile("loopback", url=gateway.url, datastream_id="d-1"))
        sending = asyncio.create_task(bench.send())
        await gateway.received()
        bench.controllers.sender.cancel()
        exchange = await sending
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.CANCELED
        assert not bench.controllers.sender.is_sending
        await bench.workspace.close()


async def test_a_send_is_followed_by_everything_that_shows_history_or_state(home: Path) -> None:
    bench, followed = open_bench(home), []
    bench.state.sent.listen(lambda: followed.append(bench.workspace.history.count()))
    await bench.send()
    assert followed == [1]


async def test_the_focus_is_in_the_response_after_a_send_unless_it_is_to_stay(home: Path) -> None:
    bench = open_bench(home)
    bench.panes.pane = "event"
    await bench.send()
    assert bench.panes.pane == "answer"
    bench.controllers.sender.choose_focus(stays_in_event=True)
    assert bench.workspace.choices.get("focus after a send") == "event"
    bench.panes.pane = "event"
    await bench.send()
    assert bench.panes.pane == "event"
    bench.panes.is_narrow = True
    await bench.send()
    assert bench.panes.pane == "answer", "a narrow screen has nowhere else to show it"


@pytest.mark.parametrize("meanwhile", ["typed", "gone to another pane"])
async def test_whoever_goes_on_during_a_send_stays_where_they_are(home: Path, meanwhile: str) -> None:
    bench = open_bench(home)
    bench.panes.pane = "event"

    def go_on(sent_at: float | None) -> None:
        if sent_at is not None and meanwhile == "typed":
            bench.editor.text += " "
        elif sent_at is not None:
            bench.panes.pane = "explain"

    bench.controllers.sender.sent_at.watch(go_on)
    await bench.send()
    assert bench.panes.pane == ("event" if meanwhile == "typed" else "explain")


async def test_notes_that_come_with_every_send_are_shown_once(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.paths.history.mkdir(parents=True)
    for _ in range(3):
        exchange = await bench.send()
        assert any("not in history" in note for note in exchange.notes)
        bench.flush_warnings()
    assert len(bench.warned) == 1
    assert "not in history" in bench.warned[0]


async def test_a_replay_is_fresh_or_exact(home: Path) -> None:
    bench = open_bench(home)
    first = await bench.send()
    await bench.controllers.sender.replay(first, exactly=False)
    fresh = bench.state.exchange.value
    assert fresh is not None
    assert (fresh.replay_of, fresh.draft) == (first.request_id, first.draft)
    assert fresh.request_id != first.request_id
    assert "meta" in json.loads(fresh.request.body)
    await bench.controllers.sender.replay(first, exactly=True)
    exact = bench.state.exchange.value
    assert exact is not None
    assert (exact.request, exact.replay_of) == (first.request, first.request_id)


READING = '{"event": {"xdm": {"eventType": "test.read", "_id": "{{env:CANARY}}"}}}'


@pytest.mark.parametrize(("answer", "sends"), [("back", 0), (None, 0), ("once", 1), ("always", 1)])
async def test_an_event_from_elsewhere_reads_the_environment_only_when_allowed(
    home: Path, answer: str | None, sends: int
) -> None:
    bench = open_bench(home, answer, CANARY="canary-1")
    bench.state.draft.value = replace(bench.state.draft.value, origin="a request that was pasted")
    bench.editor.text = READING
    await bench.controllers.sender.send_draft()
    assert "CANARY" in bench.dialogs.question.text
    assert "a request that was pasted" in bench.dialogs.question.text
    assert bench.workspace.history.count() == sends
    assert bench.dialogs.is_finished
    # Allowed for good, the second send asks nothing; allowed once, it asks again.
    bench.dialogs.will_answer(*[] if answer == "always" else ["back"])
    await bench.controllers.sender.send_draft()
    assert bench.dialogs.is_finished
    assert bench.workspace.history.count() == sends + (answer == "always")


async def test_an_event_written_here_reads_the_environment_unasked(home: Path) -> None:
    bench = open_bench(home, CANARY="canary-1")
    exchange = await bench.send(READING)
    assert json.loads(exchange.request.body)["event"]["xdm"]["_id"] == "canary-1"
