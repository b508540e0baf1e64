"""Threads beside a loop wait while it is busy, for a while at most."""

import threading
from collections.abc import Iterator

import pytest

from edge_tui.runtime import giving_way
from edge_tui.runtime.giving_way import give_way, idle_seconds, loop_is_busy, loop_is_idle


@pytest.fixture(autouse=True)
def _idle_afterwards() -> Iterator[None]:
    yield
    loop_is_idle()


def test_nobody_waits_without_a_loop_or_while_it_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_MAX_SECONDS", 60)
    give_way()
    loop_is_busy()
    loop_is_idle()
    give_way()


def test_a_thread_waits_until_the_loop_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_MAX_SECONDS", 60)
    loop_is_busy()
    thread = threading.Thread(target=give_way)
    thread.start()
    thread.join(0.02)
    assert thread.is_alive()
    loop_is_idle()
    thread.join(60)
    assert not thread.is_alive()


def test_a_thread_does_not_wait_for_a_loop_that_stays_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_MAX_SECONDS", 0.001)
    loop_is_busy()
    thread = threading.Thread(target=give_way)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def test_how_long_the_loop_has_had_nothing_to_do_counts_from_when_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([10.0, 10.5, 20.0, 21.0])
    monkeypatch.setattr(giving_way, "monotonic", lambda: next(moments))
    loop_is_busy()
    assert idle_seconds() == 0.0
    loop_is_idle()
    loop_is_idle()
    assert idle_seconds() == 0.5
    loop_is_busy()
    assert idle_seconds() == 0.0
    loop_is_idle()
    assert idle_seconds() == 1.0


def test_the_thread_of_the_loop_does_not_wait_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_MAX_SECONDS", 60)
    loop_is_busy()
    give_way()
