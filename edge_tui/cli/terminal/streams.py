"""Standard input, output and error: data out, talk beside it, bytes in."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from edge_tui.model.errors import SetupError
from edge_tui.model.text import visible

_CHUNK_CHARACTERS = 1 << 15


def open_missing() -> None:
    """Opens what the caller closed (`>&-`), on nothing: writing to it is no error."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (as long as the process)


def write(text: Iterable[str]) -> None:
    """Writes text to standard output while it is being made.

    A reader that has gone, as after `| head`, ends the writing and is no error.
    """
    out = sys.stdout
    try:
        for chunk in _gathered(text):
            out.write(chunk)
        out.flush()
    except BrokenPipeError:
        _discard(out)
    except OSError as error:
        _discard(out)
        raise SetupError(f"Standard output could not be written: {error.strerror}.") from error


def write_lines(lines: Iterable[str]) -> None:
    """Writes lines to standard output while they are being made."""
    write(line + "\n" for line in lines)


def write_bytes(content: bytes) -> None:
    """Writes bytes to standard output, untouched."""
    out = sys.stdout
    try:
        out.flush()
        out.buffer.write(content)
        out.buffer.flush()
    except BrokenPipeError:
        _discard(out)


def say(text: str) -> None:
    """One line on standard error; what a terminal would act upon is shown instead."""
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except BrokenPipeError:
        _discard(sys.stderr)


def has_colour(environ: Mapping[str, str]) -> bool:
    """Whether standard output is a terminal that wants colour (no-color.org)."""
    return sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def is_interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def read_bytes(source: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises `SetupError`."""
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).expanduser().read_bytes()
    except OSError as error:
        raise SetupError(f"{source} cannot be read: {error.strerror or error}.") from error


def _gathered(text: Iterable[str]) -> Iterable[str]:
    """The same text in chunks worth a call; the first line goes out as soon as it is there."""
    waiting: list[str] = []
    size, enough = 0, 1
    for part in text:
        waiting.append(part)
        size += len(part)
        if size >= enough:
            yield "".join(waiting)
            waiting.clear()
            size, enough = 0, _CHUNK_CHARACTERS
    yield "".join(waiting)


def _discard(stream: TextIO) -> None:
    """Sends the rest of a stream nowhere, so that the interpreter can flush it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
