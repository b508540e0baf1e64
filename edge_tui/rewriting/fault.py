"""Faults that a rule makes up: a refusal, a delay, no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from edge_tui.model.headers import Headers
from edge_tui.model.json.document import compact
from edge_tui.model.passing import MAX_DELAY_MS, AnswerWith, CutOff, GoElsewhere, PassingRequest, PassingResponse
from edge_tui.rewriting.responses import cors_headers

# The usual codes of the gateway for a status (Adobe's list of error codes); 429 has no body.
_USUAL_CODES = {400: "0103", 401: "0500", 403: "0400", 422: "0104", 500: "0001", 502: "0202", 503: "0000", 504: "0200"}
_PROBLEM_TYPE = "https://ns.adobe.com/aep/errors/EXEG-"


@dataclass(frozen=True, slots=True)
class Fault:
    """The `fault` table. A `status` is answered with a problem body of `code`; `network` off breaks the connection.

    `delay_ms` comes first, alone it only slows a call down; a page waits for it, so it is bounded.
    """

    status: int = 0
    code: str = ""
    title: str = ""
    detail: str = ""
    retry_after_seconds: int = 0
    delay_ms: int = 0
    network: Literal["on", "off"] = "on"

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """No fault, two, or values out of range."""
        if not (self.status or self.delay_ms or self.network == "off"):
            yield "status", 'is missing: give a status, a delay_ms, or network = "off"'
        if self.status and self.network == "off":
            yield "network", "can't be off with a status: a connection that breaks has none"
        if self.status and not 400 <= self.status <= 599:
            yield "status", "must be a number from 400 to 599"
        if not 0 <= self.delay_ms <= MAX_DELAY_MS:
            yield "delay_ms", f"must be a number from 0 to {MAX_DELAY_MS}: pages wait for it"
        if self.code and not (len(self.code) == 4 and self.code.isascii() and self.code.isdigit()):
            yield "code", 'must be the four digits of a code, such as "0201"'
        if self.retry_after_seconds < 0:
            yield "retry_after_seconds", "must be 0 or more"
        for name in ("code", "title", "detail", "retry_after_seconds"):
            if getattr(self, name) and not self.status:
                yield name, "needs a status"

    def action(self, request: PassingRequest, rule: str) -> AnswerWith | CutOff | GoElsewhere:
        """What happens to a request."""
        if self.network == "off":
            return CutOff(rule, self.delay_ms)
        if not self.status:
            return GoElsewhere(rule, request.url, delay_ms=self.delay_ms)
        return AnswerWith(rule, self._response(request), self.delay_ms)

    def _response(self, request: PassingRequest) -> PassingResponse:
        wait: Headers = (("retry-after", str(self.retry_after_seconds)),) if self.retry_after_seconds else ()
        code = self.code or _USUAL_CODES.get(self.status, "")
        if not (code or self.title or self.detail):
            return PassingResponse(self.status, (*wait, *cors_headers(request)), b"")
        problem = {
            "type": f"{_PROBLEM_TYPE}{code or '0001'}-{self.status}",
            "status": self.status,
            "title": self.title or "Made up by edge-tui",
            **({"detail": self.detail} if self.detail else {}),
        }
        headers: Headers = (("content-type", "application/problem+json;charset=utf-8"),)
        return PassingResponse(self.status, (*headers, *wait, *cors_headers(request)), compact(problem).encode())

    def __str__(self) -> str:
        after = f" after {self.delay_ms} ms" if self.delay_ms else ""
        if self.network == "off":
            return f"are cut off{after}"
        return f"get status {self.status}{after}" if self.status else f"wait {self.delay_ms} ms"
