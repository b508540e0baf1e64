"""Several sends at once, in order, or repeatedly."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import EMULATOR_PROFILE, ApiVersion, Authentication
from edge_tui.session.batch import Replay, pauses_seconds, replay_in_order, send_to_all, send_until
from edge_tui.workspace import Workspace

PAGE = Draft('{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}}')


class Clock:
    """A clock that advances with each sleep."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


async def test_one_event_goes_to_every_session_with_the_same_state_each_in_its_format(workspace: Workspace) -> None:
    one = workspace.sessions.get(EMULATOR_PROFILE)
    other = workspace.sessions.get(replace(EMULATOR_PROFILE, name="old", api_version=ApiVersion.V1))
    outcomes = await send_to_all([one, other], PAGE)
    await workspace.close()
    first, second = (outcome for outcome in outcomes if isinstance(outcome, Exchange))

    assert "event" in json.loads(first.request.body)
    assert "events" in json.loads(second.request.body)
    assert "/ee/v2/" in first.request.url
    # The first response gave a hint, which the second request doesn't carry.
    assert "/ee/v1/" in second.request.url


async def test_a_missing_setting_is_reported_beside_the_responses_of_the_others(workspace: Workspace) -> None:
    wrong = workspace.sessions.get(replace(EMULATOR_PROFILE, name="server", authentication=Authentication.TOKEN))
    reported: dict[int, object] = {}
    outcomes = await send_to_all([wrong, workspace.sessions.get(EMULATOR_PROFILE)], PAGE, reported.__setitem__)
    await workspace.close()

    assert isinstance(outcomes[0], SetupError)
    assert isinstance(outcomes[1], Exchange)
    assert reported == dict(enumerate(outcomes))


@pytest.mark.parametrize(("pace", "slept"), [(None, [30.0, 60.0]), (5.0, [5.0, 5.0]), (0.0, [])])
async def test_a_series_is_replayed_in_order_at_its_pace(
    workspace: Workspace, pace: float | None, slept: list[float]
) -> None:
    session, clock = workspace.sessions.get(EMULATOR_PROFILE), Clock()
    sent = await session.send(PAGE)
    starts = (0, 30, 90)
    origins = [replace(sent, sent_at=sent.sent_at + timedelta(seconds=start)) for start in starts]
    outcomes = await replay_in_order(
        [Replay(origin, session) for origin in origins],
        pace_seconds=pace,
        exactly=False,
        clock=lambda: clock.now,
        sleep=clock.sleep,
    )
    await workspace.close()

    assert clock.slept == slept
    assert [outcome.replay_of for outcome in outcomes if isinstance(outcome, Exchange)] == [sent.request_id] * 3


def test_no_replay_is_due_before_the_first() -> None:
    assert pauses_seconds([], None) == []


async def test_a_canceled_series_keeps_what_was_sent_and_sends_no_more(workspace: Workspace) -> None:
    session = workspace.sessions.get(EMULATOR_PROFILE)
    sent = await session.send(PAGE)
    forever, one_done = asyncio.Event(), asyncio.Event()
    done: list[int] = []

    def take(index: int, _outcome: object) -> None:
        done.append(index)
        one_done.set()

    async def sleep(_seconds: float) -> None:
        await forever.wait()

    task = asyncio.create_task(
        replay_in_order(
            [Replay(sent, session)] * 3,
            pace_seconds=60,
            exactly=True,
            clock=workspace.clock,
            sleep=sleep,
            on_outcome=take,
        )
    )
    await one_done.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await workspace.close()

    assert done == [0]
    assert workspace.history.count() == 2


async def test_an_event_is_sent_until_it_is_over(workspace: Workspace) -> None:
    session, clock = workspace.sessions.get(EMULATOR_PROFILE), Clock()
    seen: list[Exchange] = []

    def is_over(exchange: Exchange) -> bool:
        seen.append(exchange)
        return len(seen) == 3

    await send_until(session, PAGE, pause_seconds=15.0, is_over=is_over, sleep=clock.sleep)
    await workspace.close()

    assert clock.slept == [15.0, 15.0]
    assert len({exchange.request_id for exchange in seen}) == 3
