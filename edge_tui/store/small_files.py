"""Reads the small JSON and TOML files that edge-tui writes; no content of theirs can stop it."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from edge_tui.model.encoding import decode_utf8
from edge_tui.model.errors import StorageError
from edge_tui.model.json.document import JsonValue, kind_of
from edge_tui.store import files

_Content = TypeVar("_Content")

# The version in files that have one.
VERSION = 1
# Deeper than any file that edge-tui writes, so that code may recurse.
MAX_DEPTH = 64


class DamagedError(Exception):
    """A file isn't what was written. The message ends a sentence: `it is not JSON`."""


class NewerError(Exception):
    """A newer edge-tui wrote this file."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[_Content]):
    """A file's content; None if there is no file, or it can't be used.

    `refusal` says why the existing file must not be overwritten.
    """

    content: _Content | None = None
    refusal: StorageError | None = None


class SmallFiles:
    """Reads small files. An unusable file is set aside or left alone, and `warnings` says so once."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self._lock = threading.Lock()

    def load(
        self,
        path: Path,
        subject: str,
        interpret: Callable[[JsonValue], _Content],
        consequence: str,
        *,
        keeps_newer: bool = True,
    ) -> Loaded[_Content]:
        """The content of a JSON file, made by `interpret`, which may raise any built-in exception.

        `subject` and `consequence` are parts of a sentence: `The draft`, `the first template is opened`.
        Without `keeps_newer`, a newer edge-tui's file or an unreadable one is set aside as well.
        """
        try:
            return Loaded(interpret_content(files.read(path), interpret))
        except FileNotFoundError:
            return Loaded()
        except NewerError:
            reason, is_damaged = "it was saved by a newer edge-tui", not keeps_newer
        except DamagedError as error:
            reason, is_damaged = str(error), True
        except files.UnusableError as error:
            reason, is_damaged = error.reason, True
        except StorageError as error:
            reason, is_damaged = error.what.rstrip(".").partition(": ")[2], not keeps_newer
        if is_damaged:
            return self._set_aside(path, subject, reason, consequence, interpret)
        return self._left_alone(path, subject, reason, consequence)

    def warn(self, sentences: str) -> None:
        """Adds a warning, once."""
        with self._lock:
            if sentences not in self.warnings:
                self.warnings.append(sentences)

    def _set_aside(
        self,
        path: Path,
        subject: str,
        reason: str,
        consequence: str,
        interpret: Callable[[JsonValue], _Content],
    ) -> Loaded[_Content]:
        with self._lock:
            # Another thread or process may have replaced it meanwhile.
            try:
                return Loaded(interpret_content(files.read(path), interpret))
            except FileNotFoundError:
                return Loaded()
            except (DamagedError, NewerError, StorageError):
                pass
            try:
                aside = files.set_aside(path)
            except StorageError as error:
                why_not = error.what.rstrip(".").partition(": ")[2]
                reason = f"{reason}, and could not be set aside: {why_not}"
            else:
                self.warnings.append(
                    f"{subject} could not be read: {reason}. It was set aside as {aside.name}, and {consequence}."
                )
                return Loaded()
        return self._left_alone(path, subject, reason, consequence)

    def _left_alone(self, path: Path, subject: str, reason: str, consequence: str) -> Loaded[_Content]:
        what = f"{subject} could not be read: {reason} ({path})."
        self.warn(f"{what} The file is left as it is, and {consequence}; changes are kept for this run only.")
        how = "Update edge-tui, or" if "newer" in reason else "Check the file, or"
        return Loaded(None, StorageError(what, f"{how} set EDGE_TUI_HOME to another folder."))


def interpret_content(content: bytes | None, interpret: Callable[[JsonValue], _Content]) -> _Content:
    """The content of a JSON file, made by `interpret`.

    Raises `FileNotFoundError` if `content` is None, `DamagedError`, or `NewerError` for a later
    version than `VERSION`.
    """
    if content is None:
        raise FileNotFoundError
    value = parse_json(content)
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, int | float) and version > VERSION:
        raise NewerError
    try:
        return interpret(value)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise DamagedError("it doesn't have the expected content") from error


def parse_json(content: bytes) -> JsonValue:
    """Parses JSON no deeper than `MAX_DEPTH`; raises `DamagedError` for anything else."""
    try:
        value = json.loads(decode_utf8(content))
    except UnicodeDecodeError as error:
        raise DamagedError("it is not UTF-8 text") from error
    except ValueError as error:
        raise DamagedError("it is not JSON") from error
    except (RecursionError, MemoryError) as error:
        raise DamagedError("it is nested too deeply or too large") from error
    if depth_of(value) > MAX_DEPTH:
        raise DamagedError("it is nested too deeply or too large")
    return value


def parse_toml(text: str) -> dict[str, Any]:
    """Parses TOML; raises `DamagedError` with tomllib's message, which has the position."""
    if not text:
        return {}
    import tomllib

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        raise DamagedError(message[:1].lower() + message[1:]) from error
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        raise DamagedError(_reason_of(error)) from error
    if depth_of(table) > MAX_DEPTH:
        raise DamagedError("it is nested too deeply")
    return table


def _reason_of(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else "a value in it is out of range"


def depth_of(value: JsonValue, limit: int = MAX_DEPTH) -> int:
    """How deep arrays and objects are nested; stops counting just above `limit`. Doesn't recurse."""
    depth, level = 0, [value]
    while level and depth <= limit:
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        depth += 1
    return depth


def texts_of(value: JsonValue) -> dict[str, str]:
    """The string members of an object; others are ignored, not damage."""
    if not isinstance(value, dict):
        raise TypeError(f"an object is expected, not {kind_of(value)}")
    return {name: text for name, text in value.items() if isinstance(text, str)}
