"""The emulator's live log, as text or as JSON. Notices for the user go to standard error."""

from collections.abc import Sequence
from typing import Protocol

from edge_tui.cli.terminal.streams import say, write, write_lines
from edge_tui.cli.terminal.table import table_lines
from edge_tui.model.json.document import JsonObject
from edge_tui.outline.json_text import json_line


class LogLine(Protocol):
    """One logged request."""

    def text(self) -> str:
        """The request as one line of text."""

    def json(self) -> str:
        """The request as one line of JSON."""


class TextLog:
    """The URL, how to trust its certificate, the datastreams, then one line per request."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def begin(self, announcement: JsonObject, notices: Sequence[str]) -> None:
        """Announces that the emulator is ready; flushed at once."""
        rows = [
            (each["id"], each["name"], each["access"], "" if each["enabled"] else "disabled")
            for each in announcement["datastreams"]
        ]
        _say_all(notices)
        write_lines(
            [
                f"Emulator running at {announcement['url']} ({announcement['orgId']}).",
                *_trust_lines(announcement),
                "",
                *table_lines(("DATASTREAM", "NAME", "ACCESS", ""), rows, color=False),
                "",
                "Press Ctrl-C to stop.",
            ]
        )

    def log_request(self, line: LogLine) -> None:
        """Adds a request, written by the next `flush`."""
        self._lines.append(line.text())

    def flush(self) -> None:
        """Writes the requests added since the last call."""
        lines, self._lines = self._lines, []
        write_lines(lines)


class JsonLog:
    """The same as JSON, one document per line."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def begin(self, announcement: JsonObject, notices: Sequence[str]) -> None:
        """Announces that the emulator is ready; flushed at once."""
        _say_all(notices)
        write([json_line(announcement)])

    def log_request(self, line: LogLine) -> None:
        """Adds a request, written by the next `flush`."""
        self._lines.append(line.json())

    def flush(self) -> None:
        """Writes the requests added since the last call."""
        lines, self._lines = self._lines, []
        write_lines(lines)


def _say_all(notices: Sequence[str]) -> None:
    for notice in notices:
        say(notice)


def _trust_lines(announcement: JsonObject) -> list[str]:
    """How to make a client accept the certificate, narrowest way first; nothing without TLS."""
    if "caCertificate" not in announcement:
        return []
    return [
        f"Certificate for {', '.join(announcement['hosts'])}, valid until {announcement['validUntil']}.",
        "  Chromium, this run only:",
        f"    --user-data-dir=DIR --ignore-certificate-errors-spki-list={announcement['publicKeySha256']}",
        f"  Other clients can trust {announcement['caCertificate']}",
    ]
