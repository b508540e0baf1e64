"""Waiting without an event loop: deadlines, interruptions, and work that nobody waits for any more."""

import asyncio
import signal
import threading
import time

import pytest

from edge_tui.runtime import DeadlineError, next_turn, run_to_end
from edge_tui.runtime.blocking import Blocking


async def _result(value: int) -> int:
    await next_turn()
    return value


def _interrupt_later(seconds: float = 0.1) -> None:
    """Sends SIGINT to the main thread."""
    main = threading.main_thread().ident
    assert main is not None
    threading.Timer(seconds, signal.pthread_kill, (main, signal.SIGINT)).start()


def test_turns_need_no_event_loop() -> None:
    assert Blocking().run(_result(7)) == 7


def test_work_that_waits_for_an_event_loop_is_an_error_and_no_endless_loop() -> None:
    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    async def wait_for_a_loop() -> None:
        class Future:
            def __await__(self):
                yield "a future"

        await Future()

    with pytest.raises(RuntimeError, match="event loop"):
        run_to_end(wait_for_a_loop())
    with pytest.raises(RuntimeError, match="event loop"):
        run_to_end(wait())


def test_work_within_its_deadline_gives_its_result() -> None:
    runtime = Blocking()
    assert runtime.run(runtime.within(30, _result(7))) == 7
    assert not runtime.has_abandoned


def test_an_exception_of_work_with_a_deadline_is_raised_to_who_waits() -> None:
    async def fail() -> None:
        raise LookupError("gone")

    runtime = Blocking()
    with pytest.raises(LookupError, match="gone"):
        runtime.run(runtime.within(30, fail()))


def test_the_deadline_holds_whatever_the_work_is_stuck_in() -> None:
    released = threading.Event()

    async def stuck() -> None:
        released.wait(60)

    runtime = Blocking()
    began = time.monotonic()
    with pytest.raises(DeadlineError):
        runtime.run(runtime.within(0.1, stuck()))
    assert time.monotonic() - began < 30
    assert runtime.has_abandoned
    released.set()


class _Steps:
    """Work of two steps, the second of which waits to be released."""

    def __init__(self, runtime: Blocking) -> None:
        self._runtime = runtime
        self.taken: list[str] = []
        self._released = threading.Event()
        self._ended = threading.Event()

    async def run(self) -> None:
        self.taken.append("first")
        self._released.wait(60)
        try:
            self._runtime.check()
            self.taken.append("second")
        finally:
            self._ended.set()

    def release(self) -> None:
        self._released.set()
        assert self._ended.wait(60)


def test_work_that_is_beyond_its_deadline_takes_no_further_step() -> None:
    runtime = Blocking()
    steps = _Steps(runtime)
    with pytest.raises(DeadlineError):
        runtime.run(runtime.within(0.2, steps.run()))
    steps.release()
    assert steps.taken == ["first"]


def test_work_that_is_interrupted_takes_no_further_step() -> None:
    runtime = Blocking()
    steps = _Steps(runtime)
    _interrupt_later()
    with pytest.raises(KeyboardInterrupt):
        runtime.run(runtime.within(60, steps.run()))
    steps.release()
    assert steps.taken == ["first"]


def test_other_work_is_not_abandoned_with_it() -> None:
    runtime = Blocking()
    with pytest.raises(DeadlineError):
        runtime.run(runtime.within(0.1, _Steps(runtime).run()))

    async def step() -> int:
        runtime.check()
        return 7

    assert runtime.run(runtime.within(30, step())) == 7


def test_an_interruption_waits_until_what_must_not_be_cut_short_is_done() -> None:
    done: list[str] = []

    def write() -> None:
        signal.raise_signal(signal.SIGINT)
        done.append("written")

    runtime = Blocking()

    async def work() -> None:
        await runtime.in_thread(write)
        done.append("on its way")
        await runtime.within(60, _result(1))
        done.append("never")

    with pytest.raises(KeyboardInterrupt):
        runtime.run(work())
    assert done == ["written", "on its way"]


def test_an_interruption_after_the_last_wait_still_interrupts() -> None:
    async def work() -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        Blocking().run(work())


def test_a_second_interruption_waits_for_nothing() -> None:
    done: list[str] = []

    async def work() -> None:
        signal.raise_signal(signal.SIGINT)
        done.append("once")
        signal.raise_signal(signal.SIGINT)
        done.append("twice")

    with pytest.raises(KeyboardInterrupt):
        Blocking().run(work())
    assert done == ["once"]


def test_a_pause_is_interrupted() -> None:
    runtime = Blocking()
    _interrupt_later()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        runtime.run(runtime.sleep(60))
    assert time.monotonic() - began < 30


def test_the_handler_of_the_signal_is_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    Blocking().run(_result(1))
    assert signal.getsignal(signal.SIGINT) is before


def test_a_handler_of_somebody_else_stays() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: seen.append(number))
    try:

        async def work() -> None:
            signal.raise_signal(signal.SIGINT)

        Blocking().run(work())
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [signal.SIGINT]


def test_two_pieces_of_work_give_both_results() -> None:
    runtime = Blocking()
    assert runtime.run(runtime.both(_result(1), _result(2))) == (1, 2)
