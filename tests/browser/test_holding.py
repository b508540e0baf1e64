"""No call is held for long, whatever else happens, and each is let through exactly once."""

import threading
import time
from collections.abc import Mapping

from edge_tui.browser.holding import LIMIT_SECONDS, MAX_HELD, Holding

MOST_SECONDS = 60.0


class Commands:
    """What was sent to the browser."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []
        self._changed = threading.Condition()

    def __call__(self, method: str, params: Mapping[str, object]) -> None:
        with self._changed:
            self.sent.append((method, params["requestId"]))
            self._changed.notify_all()

    def until(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.sent) >= count, MOST_SECONDS)


def test_a_call_that_nobody_takes_is_let_through_within_the_limit() -> None:
    commands = Commands()
    holding = Holding(commands)
    held = holding.hold("1")
    assert holding.count == 1
    commands.until(1)
    assert commands.sent == [("Fetch.continueRequest", "1")]
    assert not held.is_open
    assert not holding.release(held, "Fetch.fulfillRequest")
    assert len(commands.sent) == 1
    assert holding.longest_ms >= LIMIT_SECONDS * 1000
    holding.release_all()


def test_both_stages_of_a_call_share_the_limit() -> None:
    now = [100.0]
    commands = Commands()
    holding = Holding(commands, lambda: now[0])
    first = holding.hold("1")
    now[0] += 0.75
    assert holding.release(first)
    second = holding.hold("1")
    assert second.deadline == now[0] + LIMIT_SECONDS - 0.75
    now[0] += 0.125
    assert holding.held_ms(second) == 875
    assert holding.release(second, "Fetch.continueResponse")
    assert holding.held_ms(second) == holding.longest_ms == 875
    assert commands.sent == [("Fetch.continueRequest", "1"), ("Fetch.continueResponse", "1")]
    holding.release_all()


def test_when_too_many_are_held_more_pass_at_once() -> None:
    commands = Commands()
    holding = Holding(commands, lambda: 100.0)
    held = [holding.hold(str(number)) for number in range(MAX_HELD + 5)]
    assert [each.is_open for each in held] == [True] * MAX_HELD + [False] * 5
    assert [call for _, call in commands.sent] == [str(MAX_HELD + number) for number in range(5)]
    holding.release_all()
    assert len({call for _, call in commands.sent}) == len(commands.sent) == MAX_HELD + 5
    assert holding.count == 0
    assert not holding.hold("late").is_open
    assert commands.sent[-1] == ("Fetch.continueRequest", "late")


def test_a_call_is_let_through_once_when_many_threads_try() -> None:
    commands = Commands()
    holding = Holding(commands)
    held = [holding.hold(str(number)) for number in range(50)]
    results: list[bool] = []

    def release() -> None:
        results.extend(holding.release(each) for each in held)

    threads = [threading.Thread(target=release) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(True) == 50
    assert sorted(call for _, call in commands.sent) == sorted(each.request_id for each in held)
    holding.release_all()


def test_the_watchdog_ends_with_the_visit() -> None:
    before = threading.active_count()
    holding = Holding(Commands())
    holding.hold("1")
    holding.release_all()
    until = time.monotonic() + MOST_SECONDS
    while threading.active_count() > before:
        assert time.monotonic() < until
        time.sleep(0.005)


def test_a_request_that_is_kept_back_fails_where_another_would_pass() -> None:
    """However it is released: by its limit, at the end, after it, or because something went wrong."""
    now, is_kept = [100.0], [True]
    commands = Commands()
    holding = Holding(commands, lambda: now[0], keeps_back=lambda: is_kept[0])
    first = holding.hold("by its limit", is_request=True)
    assert first.deadline == now[0] + LIMIT_SECONDS
    response, changed = holding.hold("response"), holding.hold("changed", is_request=True)
    holding.release_by_default(holding.hold("odd", is_request=True))
    # Rules that change later change nothing about a call that waits.
    is_kept[0] = False
    passing = holding.hold("passing", is_request=True)
    is_kept[0] = True
    assert holding.release(changed, "Fetch.fulfillRequest")
    now[0] += LIMIT_SECONDS
    holding.hold("wakes the thread", is_request=True)
    commands.until(5)
    holding.release_all()
    holding.hold("after the end", is_request=True)
    commands.until(7)
    done = {call: method.removeprefix("Fetch.") for method, call in commands.sent}
    assert len(done) == len(commands.sent) == 7
    assert {call for call, method in done.items() if method == "continueRequest"} == {"response", "passing"}
    assert done.pop("changed") == "fulfillRequest"
    assert {call for call, method in done.items() if method == "failRequest"} == {
        *("odd", "by its limit", "wakes the thread", "after the end")
    }
    assert (first.is_cut, passing.is_cut, changed.is_cut, response.is_cut) == (True, False, False, False)


def test_what_was_decided_about_a_request_happens_also_where_it_is_released_by_default() -> None:
    """After its time, by the limit, for want of room, and at the end: a rule's delay never lets it pass unchanged."""
    now = [100.0]
    commands = Commands()
    holding = Holding(commands, lambda: now[0], keeps_back=lambda: True)
    elsewhere = ("Fetch.fulfillRequest", {"responseCode": 503})

    def delayed(name: str, seconds: float) -> None:
        assert holding.release_later(holding.hold(name, is_request=True), seconds, elsewhere)

    delayed("after its time", 0.25)
    delayed("by the limit", 60)
    now[0] += 0.25
    delayed("wakes the thread", 0)
    commands.until(2)
    now[0] += LIMIT_SECONDS - 0.25
    delayed("wakes it again", 0)
    commands.until(4)
    for number in range(MAX_HELD):
        delayed(str(number), 0.5)
    assert holding.count == MAX_HELD
    delayed("without room", 0.5)
    assert commands.sent[-1] == ("Fetch.fulfillRequest", "without room")
    holding.release_all()
    assert {method for method, _ in commands.sent} == {"Fetch.fulfillRequest"}
    assert len({call for _, call in commands.sent}) == len(commands.sent) == MAX_HELD + 5
