"""What comes from the terminal is read on the event loop, by Textual's private names.

Textual reads it in a thread: a key waits for the interpreter there, behind whatever a recording does, and again on the
loop. `tests/tui/test_textual_internals.py` checks the private names.
"""

import asyncio
import codecs
import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from typing import Any

from textual import events
from textual._time import get_time
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.message import Message

from edge_tui.runtime.first_turn import short_turns

_READ_BYTES = 4096
# What a parser knows of the terminal.
_KNOWN = ("last_x", "last_y", "mouse_pixels", "terminal_size", "terminal_pixel_size")


def read_on_loop(driver: Driver) -> None:
    """Lets the driver of a terminal read its input on the running event loop; other drivers stay as they are."""
    if getattr(driver, "input_tty", False) and hasattr(driver, "_run_input_thread"):
        _LoopInput(driver, asyncio.get_running_loop())


class TerminalParser:
    """Makes messages of what a terminal sends, in pieces of any length.

    Pasted text is only ever text. Textual's parser also takes the escape sequences in it for keys.
    """

    def __init__(self) -> None:
        # A terminal may send what isn't UTF-8.
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._parser = XTermParser()
        # The parser has been given the beginning of what begins a paste.
        self._begun = ""
        # What has come of a paste, but its last characters, which may be the beginning of what ends it.
        self._pasted: list[str] | None = None
        self._last = ""

    @property
    def due(self) -> float | None:
        """When `tick` is to be called, by Textual's clock in seconds; None if nothing waits."""
        return self._parser._timeout_time

    def tick(self) -> Iterable[Message]:
        """Takes an escape that nothing has followed in time for a key."""
        messages = list(self._parser.tick())
        if self.due is None:
            self._begun = ""
        return messages

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages of what has come."""
        text = self._decode(data)
        while text:
            text = yield from self._type(text) if self._pasted is None else self._paste(text)

    def _type(self, text: str) -> Generator[Message, None, str]:
        """Reads keys up to the beginning of a paste; returns the rest."""
        before = self._begun
        start = (before + text).find(BRACKETED_PASTE_START)
        if start < 0:
            yield from self._parser.feed(text)
            self._begun = _begun_at_end(before + text, BRACKETED_PASTE_START)
            return ""
        self._begun, self._pasted = "", []
        if before and not start:
            self._forget_begun()
        elif start > len(before):
            yield from self._parser.feed(text[: start - len(before)])
        return text[start - len(before) + len(BRACKETED_PASTE_START) :]

    def _forget_begun(self) -> None:
        """Drops what Textual's parser waits to be completed; what it knows of the terminal stays."""
        known = {name: getattr(self._parser, name) for name in _KNOWN}
        self._parser = XTermParser()
        vars(self._parser).update(known)

    def _paste(self, text: str) -> Generator[Message, None, str]:
        """Reads pasted text up to its end; returns the rest.

        Of several ends that come together the last is the terminal's: the others were pasted.
        """
        text, self._last = self._last + text, ""
        following = text.find(BRACKETED_PASTE_START, max(text.find(BRACKETED_PASTE_END), 0))
        end = text.rfind(BRACKETED_PASTE_END, 0, following if following >= 0 else None)
        pasted, kept = self._pasted or [], max(len(text) - len(BRACKETED_PASTE_END) + 1, 0)
        if end < 0:
            pasted.append(text[:kept])
            self._pasted, self._last = pasted, text[kept:]
            return ""
        self._pasted = None
        # Textual leaves NUL out too.
        yield events.Paste("".join([*pasted, text[:end]]).replace("\0", ""))
        return text[end + len(BRACKETED_PASTE_END) :]


def _begun_at_end(text: str, sequence: str) -> str:
    """The longest beginning of a sequence that a text ends with."""
    return next(
        (sequence[:length] for length in range(len(sequence) - 1, 0, -1) if text.endswith(sequence[:length])), ""
    )


class _LoopInput:
    """The input of a driver's terminal, from each start of the application mode to its end."""

    def __init__(self, driver: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._driver = driver
        self._loop = loop
        self._loop_thread = threading.get_ident()
        self._read_in_thread: Callable[[], None] = driver._run_input_thread
        self._disable_input: Callable[[], None] = driver.disable_input
        self._parser = TerminalParser()
        self._is_wanted = False
        driver._run_input_thread = self._hand_over
        driver.disable_input = self._disable
        driver.send_message = self._send

    def _hand_over(self) -> None:
        """Runs in Textual's thread, which ends at once."""
        self._is_wanted = True
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        if not self._is_wanted:
            return
        self._parser = TerminalParser()
        try:
            self._loop.add_reader(self._driver.fileno, self._read)
        except (OSError, ValueError, NotImplementedError):
            # Some systems can't wait for a terminal together with sockets.
            threading.Thread(target=self._read_in_thread, name="textual-input", daemon=True).start()

    def _read(self) -> None:
        try:
            # A thread that waits for the interpreter may get it meanwhile.
            with short_turns():
                data = os.read(self._driver.fileno, _READ_BYTES)
            if data:
                self._take(self._parser.feed(data))
            else:
                # The terminal is gone; a signal says so too.
                self._loop.remove_reader(self._driver.fileno)
        except (BlockingIOError, InterruptedError):
            return
        except Exception:  # noqa: BLE001
            self._loop.remove_reader(self._driver.fileno)
            self._driver._app.call_later(self._driver._app.panic)

    def _take(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._driver.process_message(message)
        if (due := self._parser.due) is not None:
            self._loop.call_later(max(due - get_time(), 0), self._tick, self._parser)

    def _tick(self, parser: TerminalParser) -> None:
        if parser is self._parser and self._is_wanted:
            self._take(parser.tick())

    def _send(self, message: Message) -> None:
        """Puts a message into the app's queue."""
        self._driver._app.post_message(message)

    def _disable(self) -> None:
        """Reads no more. Textual then discards what is unread."""
        self._is_wanted = False
        if threading.get_ident() == self._loop_thread:
            self._loop.remove_reader(self._driver.fileno)
        self._disable_input()
