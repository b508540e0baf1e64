"""Writing the live log beside the requests: their responses are sent first."""

import asyncio
from collections.abc import Callable

from edge_tui.emulator.request_log import RequestLogLine

OnRequest = Callable[[RequestLogLine], None]
OnLogged = Callable[[], None]


class RequestLogQueue:
    """Holds log lines until the event loop has run what is ready, then hands over all of them.

    An idle server logs a request at once; a busy one formats and writes the lines of many
    requests in one go. `on_logged` is called after the last line of each batch.
    """

    def __init__(self, on_request: OnRequest, on_logged: OnLogged | None = None) -> None:
        self._on_request = on_request
        self._on_logged = on_logged
        self._waiting: list[RequestLogLine] = []

    def put(self, line: RequestLogLine) -> None:
        """Logs a line soon; expects a running event loop."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.drain)
        self._waiting.append(line)

    def drain(self) -> None:
        """Logs what is waiting."""
        lines, self._waiting = self._waiting, []
        for line in lines:
            self._on_request(line)
        if lines and self._on_logged is not None:
            self._on_logged()
