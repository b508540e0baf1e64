"""Standard input, output and error: bytes in, data out, messages on standard error.

On a terminal, control characters are escaped here, so commands needn't care. A pipe or a file gets
the exact bytes.
"""

import codecs
import contextlib
import errno
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from edge_tui.model.encoding import decode_body, decode_copied
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import escape_surrogates
from edge_tui.model.text import json_escape, visible, visible_lines

# More than any recording that fits into the memory of its reader.
_MAX_INPUT_MB = 512
_ZIP = b"PK\x03\x04"
_CHUNK_CHARACTERS = 1 << 15
# The styles of trees and tables: bold, dim, colors, reset.
_STYLE = re.compile(r"(\x1b\[(?:0|1|2|3[0-7])m)")
_WRITING = (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, errno.EPIPE)
_ESCAPES = "edge-tui-escapes"
# Streams whose reader has gone.
_unread: set[TextIO] = set()


def prepare() -> None:
    """Configures the streams so that no text is an encoding error.

    A stream that the caller closed (`>&-`) is opened on /dev/null. Characters that an encoding
    such as cp1252 or ASCII lacks are written as JSON escapes; in UTF-8 only lone surrogates are.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (as long as the process)
    codecs.register_error(_ESCAPES, _escape_unencodable)
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, _ESCAPES), (sys.stderr, _ESCAPES)):
        if isinstance(stream, io.TextIOWrapper):
            # Not possible once something has been read.
            with contextlib.suppress(io.UnsupportedOperation):
                stream.reconfigure(errors=errors)


def finish() -> str:
    """Flushes standard output. Returns a sentence if output was lost, otherwise an empty string.

    A reader that has gone isn't a loss.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError as error:
        _discard(sys.stdout)
        return _not_written(error)
    return ""


def unwritten_for(error: OSError) -> str:
    """A sentence if the error is about writing standard output, otherwise an empty string."""
    is_of_a_stream = error.filename is None and error.errno in _WRITING
    return _not_written(error) if is_of_a_stream else ""


def has_reader() -> bool:
    """Whether somebody may read standard output: not once the other end of its pipe is closed, as after `| head`."""
    # Only here: most commands are over before anybody has gone.
    import select

    if sys.stdout in _unread:
        return False
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return not any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
    except (AttributeError, OSError, ValueError):
        # Windows has no `poll`, and a stream may have no file.
        return True


def write(text: Iterable[str], *, styled: bool = False) -> None:
    """Streams text to standard output; on a terminal, control characters are escaped.

    `styled` keeps the escape sequences of trees and tables. If the reader has gone, as after
    `| head`, writing stops without an error. Raises `SetupError` if nothing can be written.
    """
    out = sys.stdout
    shown = _shown_styled if styled else visible_lines
    with _writing(out):
        for chunk in _batched(map(shown, text) if out.isatty() else text):
            out.write(chunk)
        out.flush()


def write_lines(lines: Iterable[str]) -> None:
    """Streams lines, which may be styled, to standard output."""
    write((line + "\n" for line in lines), styled=True)


def write_bytes(content: bytes) -> None:
    """Writes bytes unchanged; on a terminal, as text with control characters escaped."""
    out = sys.stdout
    if out.isatty():
        write([decode_body(content)])
        return
    with _writing(out):
        out.flush()
        out.buffer.write(content)
        out.buffer.flush()


def write_exact(text: str) -> None:
    """Writes text as UTF-8, whatever the encoding of standard output; on a terminal, like `write`."""
    if sys.stdout.isatty():
        write([text])
    else:
        write_bytes(escape_surrogates(text).encode())


def say(text: str) -> None:
    """Writes one line to standard error, control characters escaped."""
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except OSError:
        # There is nowhere left to report it.
        _discard(sys.stderr)


def say_error(error: SetupError, *, as_json: bool) -> None:
    """Says what is wrong and how to fix it; as JSON on standard output, too, for a script that asked for it.

    A sentence may quote what was given, and that may be a token: logs of a CI runner keep what is said.
    """
    from edge_tui.model.credential_text import without_secrets

    error = SetupError(without_secrets(error.what), without_secrets(error.how))
    say(str(error))
    if as_json:
        from edge_tui.outline.json_text import json_line

        # It may be standard output that can't be written.
        with contextlib.suppress(SetupError):
            write([json_line({"error": {"what": error.what, "how": error.how}})])


def has_color(environ: Mapping[str, str]) -> bool:
    """Whether standard output is a terminal with color enabled (no-color.org)."""
    return sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def is_interactive() -> bool:
    """Whether there is a terminal to prompt on."""
    return sys.stdin.isatty()


def has_undecodable_bytes(text: str) -> bool:
    """Whether text from standard input had bytes that aren't in its encoding; `prepare` keeps them as surrogates."""
    return any("\udc80" <= character <= "\udcff" for character in text)


def read_bytes(source: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises `SetupError`, also for what never ends."""
    limit = _MAX_INPUT_MB * 1024 * 1024
    is_standard = source == "-"
    name = "Standard input" if is_standard else source
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if is_standard else Path(source).expanduser().open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise SetupError(f"{name} can't be read: {error.strerror or error}.") from error
    if len(content) > limit:
        raise SetupError(f"{name} has more than {_MAX_INPUT_MB} MB.", "Pass a smaller file.")
    return content


def read_copied(source: str) -> tuple[str, str]:
    """The text of a file or of standard input, and a sentence if its encoding had to be guessed.

    Of a ZIP archive it is the HAR in it; a HAR has the bodies that are beside it. Raises `SetupError`.
    """
    content = read_bytes(source)
    if content.startswith(_ZIP):
        from edge_tui.cli.terminal.attached_bodies import read_archive

        return read_archive(content)
    text, guess = decode_copied(content)
    if source != "-" and '"_file"' in text:
        from edge_tui.cli.terminal.attached_bodies import with_neighbors

        text = with_neighbors(text, source)
    return text, guess


@contextlib.contextmanager
def _writing(out: TextIO) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _unread.add(out)
        _discard(out)
    except OSError as error:
        _discard(out)
        raise SetupError(_not_written(error)) from error


def _not_written(error: OSError) -> str:
    return f"Standard output can't be written: {error.strerror or error}. Redirect it elsewhere, or free some space."


def _shown_styled(text: str) -> str:
    parts = _STYLE.split(text)
    return "".join(part if index % 2 else visible_lines(part) for index, part in enumerate(parts))


def _escape_unencodable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(json_escape, error.object[error.start : error.end])), error.end


def _batched(text: Iterable[str]) -> Iterable[str]:
    """The same text in larger chunks; the first part is not held back."""
    waiting: list[str] = []
    size, limit = 0, 1
    for part in text:
        waiting.append(part)
        size += len(part)
        if size >= limit:
            yield "".join(waiting)
            waiting.clear()
            size, limit = 0, _CHUNK_CHARACTERS
    yield "".join(waiting)


def _discard(stream: TextIO) -> None:
    """Redirects a stream to /dev/null, so that the interpreter can flush it on exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
