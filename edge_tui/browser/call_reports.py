"""Tells calls as they become known; of each, one response or failure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from edge_tui.browser.call import Call, headers_of
from edge_tui.model.sightings import Answered, Cause, CookiesSeen, Failed, Sighting


class CallReports:
    """Says what is known of calls. A response and a refusal by CORS may both be: the gateway responded all the same."""

    def __init__(self, tell: Callable[[Sighting], None], clock: Callable[[], datetime]) -> None:
        self._tell = tell
        self._clock = clock

    def began(self, call: Call) -> None:
        """Tells a request, again if more is known of it than before."""
        began = call.began()
        if began != call.told:
            call.told = began
            self._tell(began)

    def cookies_sent(self, call: Call, params: dict[str, Any]) -> None:
        """Tells the cookies of `requestWillBeSentExtraInfo`."""
        sent, refused = [], []
        for each in params.get("associatedCookies") or ():
            cookie, reasons = each["cookie"], each.get("blockedReasons") or []
            if reasons:
                refused.append((str(cookie["name"]), ", ".join(map(str, reasons))))
            else:
                sent.append((str(cookie["name"]), str(cookie["value"])))
        if sent or refused:
            self._tell(CookiesSeen(call.id, tuple(sent), tuple(refused)))

    def cookies_set(self, call: Call, params: dict[str, Any]) -> None:
        """Tells the cookies of `responseReceivedExtraInfo`."""
        headers = headers_of(params.get("headers"))
        lines = [line for name, value in headers if name.lower() == "set-cookie" for line in value.split("\n") if line]
        refused = tuple(
            (str(each.get("cookieLine", "")).partition("=")[0], ", ".join(map(str, each.get("blockedReasons") or [])))
            for each in params.get("blockedCookies") or ()
        )
        if lines or refused:
            self._tell(CookiesSeen(call.id, (), refused, tuple(lines)))

    def answer(self, call: Call) -> None:
        """Tells the response that a call has, unless its body is still being read."""
        if call.answer is None or call.is_answered or call.is_reading:
            return
        call.is_answered = True
        answer, call.answer = call.answer, None
        headers, changed = answer.headers or call.response_headers, answer.changed or call.changed
        self._tell(replace(answer, address=call.address, headers=headers, changed=changed))

    def answer_without_body(self, call: Call, missing: str) -> None:
        """Tells a response whose body nobody has."""
        call.answer = Answered(call.id, self._clock(), call.status or 0, call.response_headers, None, missing)
        self.answer(call)

    def failure(
        self, call: Call, cause: Cause, detail: str, *, changed: tuple[str, ...] = (), even_if_answered: bool = False
    ) -> None:
        """Tells why a call has no response, unless it has one."""
        if call.is_failed or (call.has_response and not even_if_answered):
            return
        call.is_failed = True
        self._tell(Failed(call.id, self._clock(), cause, detail, changed or call.changed))
