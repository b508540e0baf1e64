"""What the Web SDK on a page says to its monitors: configuration, commands, and requests.

The page can say anything by the same way, so payloads are limited in size and number and never trusted.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.model.origin import Frame
from edge_tui.model.sightings import CommandState, SdkCommand, SdkConfigured, SdkRequest, SdkWordsLost, Sighting

BINDING = "__edgeTui"
MAX_PAYLOAD_CHARACTERS = 20_000
# More than a busy page says while it starts, and with 150 calls a second: each is said to begin, to send and to end.
BURST = 2000
PER_SECOND = 500.0
# How often it says of a target that something was lost.
_LOSS_SECONDS = 1.0
_MAX_TEXT = 500
_MAX_INSTANCES = 1000
_MAX_COMMANDS = 50
_MAX_CALLERS = 10


def monitor_script() -> str:
    """The script that runs before any other of a page."""
    return files("edge_tui.browser").joinpath("monitors.js").read_text("utf-8")


class Monitors:
    """Reads what the script in the page says, into sightings."""

    def __init__(
        self,
        tell: Callable[[Sighting], None],
        clock: Callable[[], datetime],
        edge_calls: EdgeCalls,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._edge_calls = edge_calls
        self._now = now
        self._allowances: dict[str, tuple[float, float]] = {}
        self._configured: dict[tuple[str, str, str], SdkConfigured] = {}
        self._losses: dict[str, float] = {}
        self.dropped = 0

    def binding_called(self, payload: object, session: str, page_url: str, tab: str) -> None:
        """Takes a payload of the binding; one that is too long, too many or malformed is dropped and counted."""
        if not self._is_allowed(session):
            self.dropped += 1
            self._lose(session, page_url, tab)
            return
        message = self._read(payload)
        if message is None:
            self.dropped += 1
            return
        what, instance = message.get("what"), _text(message, "instance")
        where = (session, _text(message, "page"), instance)
        if what == "configured":
            self._on_configured(where, message, page_url, tab)
        elif what == "request":
            if version := _text(message, "version"):
                self._add_version(where, version)
            if request_id := _text(message, "requestId"):
                made_by = _commands(message, where[1]), _tag_rules(message), _callers(message)
                self._tell(SdkRequest(self._clock(), instance, request_id, page_url, tab, *made_by))
        elif what == "command":
            self._on_command(where, message, page_url, tab)
        else:
            self.dropped += 1

    def detached(self, session: str) -> None:
        """Forgets a target that is gone."""
        self._allowances.pop(session, None)
        self._losses.pop(session, None)

    def _lose(self, session: str, page_url: str, tab: str) -> None:
        now = self._now()
        if now - self._losses.get(session, -_LOSS_SECONDS) >= _LOSS_SECONDS:
            self._losses[session] = now
            self._tell(SdkWordsLost(self._clock(), page_url, tab))

    def _on_configured(self, where: tuple[str, str, str], message: Mapping[str, Any], page_url: str, tab: str) -> None:
        config = message.get("config")
        config = config if isinstance(config, dict) else {}
        if isinstance(host := config.get("edgeDomain"), str):
            self._edge_calls.add_host(host)
        configured = SdkConfigured(self._clock(), "alloy", "", where[2], config, page_url, tab)
        if len(self._configured) >= _MAX_INSTANCES:
            self._configured.clear()
        self._configured[where] = configured
        self._tell(configured)

    def _add_version(self, where: tuple[str, str, str], version: str) -> None:
        """Tells of an instance again, once its version is known: it says that with its first event only."""
        configured = self._configured.get(where)
        if configured is None or configured.version == version:
            return
        known = SdkConfigured(
            self._clock(), "alloy", version, where[2], configured.config, configured.page_url, configured.tab
        )
        self._configured[where] = known
        self._tell(known)

    def _on_command(self, where: tuple[str, str, str], message: Mapping[str, Any], page_url: str, tab: str) -> None:
        state = message.get("state")
        if state not in list(CommandState):
            self.dropped += 1
            return
        command = f"{where[1]}-{_text(message, 'number')}"
        name, event_type, error = (_text(message, member) for member in ("name", "eventType", "error"))
        told = self._clock(), command, where[2], name, CommandState(state), event_type, error, page_url, tab, where[1]
        self._tell(SdkCommand(*told))

    def _is_allowed(self, session: str) -> bool:
        """Whether a session's page may say one more thing now (a token bucket)."""
        now = self._now()
        left, at = self._allowances.get(session, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * PER_SECOND)
        self._allowances[session] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def _read(self, payload: object) -> dict[str, Any] | None:
        if not isinstance(payload, str) or len(payload) > MAX_PAYLOAD_CHARACTERS:
            return None
        try:
            message = json.loads(payload)
        except (ValueError, RecursionError):
            return None
        return message if isinstance(message, dict) else None


def _commands(message: Mapping[str, Any], page: str) -> tuple[str, ...]:
    """The commands that a request is of, as they are identified in the visit."""
    listed = message.get("commands")
    numbers = listed[:_MAX_COMMANDS] if isinstance(listed, list) else []
    return tuple(f"{page}-{number}" for number in numbers if type(number) is int)


def _tag_rules(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the rules whose actions gave the commands, each once."""
    listed = message.get("rules")
    names = [each for each in (listed if isinstance(listed, list) else []) if isinstance(each, str)]
    return tuple(dict.fromkeys(each[:_MAX_TEXT] for each in names[:_MAX_COMMANDS] if each))


def _callers(message: Mapping[str, Any]) -> tuple[Frame, ...]:
    listed = message.get("callers")
    frames = [each for each in (listed if isinstance(listed, list) else [])[:_MAX_CALLERS] if isinstance(each, dict)]
    return tuple(
        Frame(_text(each, "function"), str(each.get("url", "")), _number(each.get("line")), _number(each.get("column")))
        for each in frames
    )


def _number(value: object) -> int:
    return value if type(value) is int and value > 0 else 0


def _text(message: Mapping[str, Any], member: str) -> str:
    value = message.get(member)
    return str(value)[:_MAX_TEXT] if isinstance(value, (str, int)) else ""
