"""The live log of the emulator, for people and for machines."""

from typing import Protocol

from edge_tui.cli.terminal.json_text import json_line
from edge_tui.cli.terminal.streams import write, write_lines
from edge_tui.cli.terminal.table import table_lines
from edge_tui.model.document import JsonObject


class Told(Protocol):
    """A request that was answered, as the emulator tells it."""

    def text(self) -> str:
        """One line for people."""

    def json(self) -> str:
        """One line for machines."""


class TextLog:
    """Where it listens, the datastreams it knows, and then a line a request."""

    def begin(self, announcement: JsonObject) -> None:
        """Tells where it listens; flushed at once."""
        rows = [
            (each["id"], each["name"], each["access"], "" if each["enabled"] else "disabled")
            for each in announcement["datastreams"]
        ]
        trust = [f"Trust {announcement['caCertificate']} in your browser."] if "caCertificate" in announcement else []
        write_lines(
            [
                f"The emulator listens at {announcement['url']} for {announcement['orgId']}.",
                *trust,
                "",
                *table_lines(("DATASTREAM", "NAME", "ACCESS", ""), rows, colour=False),
                "",
                "Ctrl-C ends it.",
            ]
        )

    def tell(self, line: Told) -> None:
        """Tells of one request."""
        write_lines([line.text()])


class JsonLog:
    """The same as JSON, one document a line."""

    def begin(self, announcement: JsonObject) -> None:
        """Tells where it listens; flushed at once."""
        write([json_line(announcement)])

    def tell(self, line: Told) -> None:
        """Tells of one request."""
        write_lines([line.json()])
