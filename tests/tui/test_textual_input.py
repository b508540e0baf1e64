"""What a terminal sends becomes keys and pastes, in whatever pieces it comes, on the event loop."""

import asyncio
import inspect
import os
import sys
import threading
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import constants, events
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message

from edge_tui.tui import textual_input
from edge_tui.tui.textual_input import TerminalParser, read_on_loop

_START, _END = b"\x1b[200~", b"\x1b[201~"


def _read(pieces: Sequence[bytes]) -> list[str]:
    """What pieces are read as: the keys by name, and pasted text in quotes."""
    parser = TerminalParser()
    return [_said(message) for piece in pieces for message in parser.feed(piece)]


def _said(message: Message) -> str:
    if isinstance(message, events.Paste):
        return repr(message.text)
    return message.key if isinstance(message, events.Key) else type(message).__name__


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"ab\r", ["a", "b", "enter"]),
        (b"\x1b[A\x1b[1;5C\x1bOP", ["up", "ctrl+right", "f1"]),
        ("ä€".encode(), ["ä", "euro_sign"]),
        (b"\x1b[<0;5;7M\x1b[<0;5;7m", ["MouseDown", "MouseUp"]),
        (b"\x1b[I\x1b[O", ["AppFocus", "AppBlur"]),
        (_START + b"two\nlines" + _END, ["'two\\nlines'"]),
        (_START + _END, ["''"]),
        (b"a" + _START + b"b" + _END + b"c", ["a", "'b'", "c"]),
        (_START + b"a" + _END + _START + b"b" + _END, ["'a'", "'b'"]),
        # Not UTF-8: a character that says so, and the keys around it.
        (b"a\xffb", ["a", "replacement_character", "b"]),
        # Sequences in pasted text, known and unknown, are text, and so is what would begin another paste or end it.
        (_START + b"\x1b[A\x1b[31mred\x1b[m\x1b]0;t\x07" + _END, ["'\\x1b[A\\x1b[31mred\\x1b[m\\x1b]0;t\\x07'"]),
        (_START + b"\x1bq\x1b\x1b[9999z" + _END, ["'\\x1bq\\x1b\\x1b[9999z'"]),
        (_START + b"a" + _START + b"b" + _END, ["'a\\x1b[200~b'"]),
        (_START + b"a" + _END + b"\x11" + _END + b"c", ["'a\\x1b[201~\\x11'", "c"]),
        (_START + b"a\0b" + _END, ["'ab'"]),
    ],
)
def test_what_is_sent_is_read(sent: bytes, read: list[str]) -> None:
    assert _read([sent]) == read


@given(
    st.lists(
        st.sampled_from(
            [b"a", b"\x1b[A", b"\x1b[<0;5;7M", "€".encode(), _START + b"p\x1b[Bq\xc3" + _END, _START + _END]
        ),
        max_size=6,
    ),
    st.lists(st.integers(0, 60), max_size=6),
)
@example([_START + b"p\x1b[Bq\xc3" + _END], list(range(20)))
@example([b"a", _START + _END, b"a"], [2, 3, 6, 9])
def test_pieces_are_read_like_the_whole(sent: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(sent)
    places = sorted({0, *(min(cut, len(whole)) for cut in cuts), len(whole)})
    pieces = [whole[start:end] for start, end in pairwise(places)]
    assert _read(pieces) == _read([whole])


def test_an_escape_alone_is_a_key_in_time_and_what_follows_is_read_from_its_start() -> None:
    parser = TerminalParser()
    assert list(parser.feed(b"\x1b")) == []
    assert parser.due is not None
    parser._parser._timeout_time = 0.0
    assert [_said(each) for each in parser.tick()] == ["escape"]
    assert parser.due is None
    assert [_said(each) for each in parser.feed(b"[200~")] == ["left_square_bracket", "2", "0", "0", "tilde"]


async def _until(ready: Callable[[], bool]) -> None:
    """Waits for what another thread or a pipe brings."""
    async with asyncio.timeout(60):
        while not ready():  # noqa: ASYNC110 (what is waited for knows of no event)
            await asyncio.sleep(0)


class _App:
    def __init__(self) -> None:
        self.posted: list[str] = []
        self.panics = 0

    def post_message(self, message: Message) -> None:
        self.posted.append(_said(message))

    def call_later(self, call: Any) -> None:
        call()

    def panic(self) -> None:
        self.panics += 1


class _Terminal:
    """The input of Textual's driver for Unix, as far as it matters."""

    input_tty = True

    def __init__(self, fileno: int) -> None:
        self.fileno = fileno
        self._app = _App()
        self._key_thread: threading.Thread | None = None
        self.read_in_thread = False

    def _run_input_thread(self) -> None:
        self.read_in_thread = True

    def send_message(self, message: Message) -> None:
        raise AssertionError("Textual's way through a thread was taken")

    def process_message(self, message: Message) -> None:
        self.send_message(message)

    def start_application_mode(self) -> None:
        self._key_thread = threading.Thread(target=self._run_input_thread)
        self._key_thread.start()

    def disable_input(self) -> None:
        assert self._key_thread is not None
        self._key_thread.join()

    async def until(self, *posted: str) -> None:
        await _until(lambda: self._app.posted == list(posted))


@pytest.fixture
def terminal() -> Any:
    reading, writing = os.pipe()
    terminal = _Terminal(reading)
    yield terminal, writing
    os.close(reading)
    os.close(writing)


def test_keys_are_read_on_the_loop_until_the_input_ends_and_again(terminal: tuple[_Terminal, int]) -> None:
    driver, writing = terminal

    async def run() -> None:
        read_on_loop(driver)  # type: ignore[arg-type]
        driver.start_application_mode()
        os.write(writing, b"a" + _START + b"p" + _END)
        await driver.until("a", "'p'")
        driver.disable_input()
        os.write(writing, b"b")
        await asyncio.sleep(0.02)
        assert driver._app.posted == ["a", "'p'"]
        driver.start_application_mode()
        await driver.until("a", "'p'", "b")
        driver.disable_input()

    asyncio.run(run())
    assert not driver.read_in_thread


def test_the_loop_waits_no_longer_for_the_interpreter_when_it_has_read(
    terminal: tuple[_Terminal, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, writing = terminal
    before, read = sys.getswitchinterval(), os.read
    intervals: list[float] = []

    def noting(fileno: int, size: int) -> bytes:
        intervals.append(sys.getswitchinterval())
        return read(fileno, size)

    monkeypatch.setattr("edge_tui.tui.textual_input.os.read", noting)

    async def run() -> None:
        read_on_loop(driver)  # type: ignore[arg-type]
        driver.start_application_mode()
        os.write(writing, b"a")
        await driver.until("a")
        driver.disable_input()

    try:
        asyncio.run(run())
    finally:
        sys.setswitchinterval(before)
    assert [each < 0.001 for each in intervals if each != before] == [True]


def test_an_escape_becomes_a_key_by_itself(terminal: tuple[_Terminal, int], monkeypatch: pytest.MonkeyPatch) -> None:
    driver, writing = terminal
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.001)

    async def run() -> None:
        read_on_loop(driver)  # type: ignore[arg-type]
        driver.start_application_mode()
        os.write(writing, b"\x1b")
        await driver.until("escape")
        driver.disable_input()

    asyncio.run(run())


def test_a_loop_that_cannot_wait_for_a_terminal_leaves_it_to_the_thread(
    terminal: tuple[_Terminal, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, _ = terminal

    async def run() -> None:
        def refuse(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(asyncio.get_running_loop(), "add_reader", refuse)
        read_on_loop(driver)  # type: ignore[arg-type]
        driver.start_application_mode()
        await _until(lambda: driver.read_in_thread)
        driver.disable_input()

    asyncio.run(run())


def test_what_fails_while_reading_ends_the_app_with_a_sentence(
    terminal: tuple[_Terminal, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, writing = terminal

    def fail(_: object, __: bytes) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(textual_input.TerminalParser, "feed", fail)

    async def run() -> None:
        read_on_loop(driver)  # type: ignore[arg-type]
        driver.start_application_mode()
        os.write(writing, b"ab")
        await _until(lambda: bool(driver._app.panics))
        await asyncio.sleep(0.01)
        driver.disable_input()

    asyncio.run(run())
    assert driver._app.panics == 1


def test_a_driver_without_a_terminal_stays_as_it_is() -> None:
    async def run() -> None:
        before = HeadlessDriver.disable_input
        driver = object.__new__(HeadlessDriver)
        read_on_loop(driver)
        assert not vars(driver)
        assert before is HeadlessDriver.disable_input

    asyncio.run(run())
    assert issubclass(HeadlessDriver, Driver)


@pytest.mark.skipif(sys.platform == "win32", reason="its driver reads another way")
def test_the_driver_for_unix_is_one_whose_thread_can_be_replaced() -> None:
    from textual.drivers.linux_driver import LinuxDriver

    assert list(inspect.signature(LinuxDriver._run_input_thread).parameters) == ["self"]
    made = inspect.getsource(LinuxDriver.__init__)
    assert "self.input_tty =" in made
    assert "self.fileno =" in made
    assert "target=self._run_input_thread" in inspect.getsource(LinuxDriver.start_application_mode)
