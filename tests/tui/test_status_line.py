"""What the status line has room for: the phases of a send stay in sight down to 60 columns."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.app import App, ComposeResult

from edge_tui.model.exchange import Exchange, Failure, FailureKind, Timings
from edge_tui.model.phases import PastSend, PastSends
from edge_tui.tui.response.status_line import StatusLine
from tests.tui.past_responses import IDENTITY, exchange_of

TIMINGS = Timings(143.0, resolved=1.0, connected=12.0, secured=40.0, first_byte=120.0)


def an_exchange(timings: Timings = TIMINGS) -> Exchange:
    exchange = exchange_of(IDENTITY)
    assert exchange.response is not None
    return replace(exchange, outcome=replace(exchange.response, timings=timings))


class OneLine(App[None]):
    """A status line alone."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def compose(self) -> ComposeResult:
        yield StatusLine()

    def on_mount(self) -> None:
        line = self.query_one(StatusLine)
        datastream = self._exchange.request.datastream_id
        line.past_sends = PastSends(datastream, tuple(PastSend(20.0 * number) for number in range(1, 21)))
        line.upstream_count = 3
        line.exchange = self._exchange


async def line_at(width: int, exchange: Exchange) -> str:
    app = OneLine(exchange)
    async with app.run_test(size=(width, 3)) as pilot:
        await pilot.pause()
        return str(app.query_one(StatusLine).render())


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (200, ("DNS", "connect", "TLS", "first byte", "body", "143 ms", "last 20")),
        (120, ("143 ms", "▂▂▃▃")),
        (80, ("143 ms", "▂")),
        (60, ("143 ms",)),
    ],
)
async def test_the_phases_are_in_sight_at_every_width(width: int, shown: tuple[str, ...]) -> None:
    exchange = an_exchange()
    line = await line_at(width, exchange)
    assert len(line) <= width
    assert exchange.request_id[:8] in line
    for words in shown:
        assert words in line, line
    assert any(column in line for column in "▃▄▅▆▇█")


def unknown() -> Iterator[tuple[str, Timings]]:
    yield "nothing is known of the connection", Timings(143.0)
    yield "the connection was kept open", Timings(143.0, first_byte=120.0)


@pytest.mark.parametrize(("case", "timings"), unknown(), ids=lambda each: each if isinstance(each, str) else "")
async def test_a_phase_that_isnt_known_is_left_out(case: str, timings: Timings) -> None:
    line = await line_at(200, an_exchange(timings))
    assert "143 ms" in line, case
    for phase in ("DNS", "connect", "TLS"):
        assert phase not in line
    assert ("first byte" in line) is (timings.first_byte is not None)


@pytest.mark.parametrize(
    "outcome",
    [
        Failure(FailureKind.UNREACHABLE, "127.0.0.1:1 refused the connection: nothing is listening there. Check it."),
        Failure(FailureKind.TIMEOUT, "No response within 10 seconds: the timeout of the profile. Raise it."),
    ],
    ids=lambda outcome: outcome.kind.name,
)
async def test_a_narrow_line_ends_with_a_whole_part(outcome: Failure) -> None:
    line = await line_at(60, replace(an_exchange(), outcome=outcome))
    assert len(line) <= 60
    assert outcome.message.partition(":")[0] in line
    assert outcome.message not in line


@pytest.mark.parametrize("width", [80, 120])
async def test_another_response_id_leaves_room_for_the_duration(width: int) -> None:
    exchange = an_exchange()
    exchange = replace(exchange, request=replace(exchange.request, request_id="00f63411-5815-4c63-a4fd-9e82b3e26552"))
    line = await line_at(width, exchange)
    assert "00f63411… ≠ 708e4f90…" in line
    assert "143 ms" in line
