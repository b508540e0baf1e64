"""Records transcripts of visits for the tests here: `python -m tests.browser.record ALLOY CHROMIUM`.

A line is an event of the protocol, or the result of a command about a call. What no test needs is left out.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from edge_tui.browser import cdp, listener
from tests.alloy.shop import OTHER, SHOP
from tests.alloy.watching import Shop, open_shop

FOLDER = Path(__file__).parent / "transcripts"
_BIG = {"timing", "securityDetails", "headersText", "cookiePartitionKey", "connectTiming", "clientSecurityState"}
_BIG |= {"User-Agent", "user-agent", "sec-ch-ua", "sec-ch-ua-platform", "sec-ch-ua-mobile", "postDataEntries"}
_DOMAINS = ("Network.", "Fetch.", "Page.frameNavigated", "Page.frameStartedNavigating", "Target.", "Audits.")
_ABOUT_CALLS = ("Fetch.getResponseBody", "Network.getResponseBody", "Network.getRequestPostData")
_KINDS = (
    *("fetch", "beacon", "blob", "no-cors", "worker", "service-worker", "aborted", "gone", "dns", "cors", "mixed"),
    *("csp", "unload", "foreign"),
)
_VISITS = {
    "kinds": "".join(f"goto {SHOP}/kinds/{name}\nwait #done\n" for name in _KINDS) + f"goto {SHOP}/last",
    "unload": f"goto {SHOP}/visit?n=0&pages=2\nwait 3s",
    "other-site": f"goto {SHOP}/kinds/frames\nwait 1s\ngoto {OTHER}/sdk\nwait #done",
}
_KEPT = ("/interact", "/collect", "/kinds/", "/visit", "/sdk")


def _without_noise(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without scripts, icons and what the browser loads for itself, and without the pieces of bodies."""
    urls = {
        line["params"]["requestId"]: line["params"]["request"]["url"]
        for line in lines
        if line.get("method") == "Network.requestWillBeSent"
    }
    return [
        line
        for line in lines
        if line.get("method") != "Network.dataReceived"
        and (line.get("method") != "Audits.issueAdded" or "contentSecurityPolicy" in json.dumps(line))
        and (
            not str(line.get("method")).startswith("Network.")
            or any(place in urls.get(line["params"].get("requestId"), "") for place in _KEPT)
        )
    ]


def _reduced(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reduced(member) for name, member in value.items() if name not in _BIG}
    return [_reduced(item) for item in value] if isinstance(value, list) else value


def record(shop: Shop, name: str, *, untouched: bool) -> None:
    """Records one visit."""
    lines: list[dict[str, Any]] = []
    take, ask = listener.Listener.take, cdp.Cdp.ask

    def recording_take(self: listener.Listener, event: cdp.Event) -> None:
        if event.method.startswith(_DOMAINS):
            lines.append({"method": event.method, "params": _reduced(event.params), "session": event.session})
        take(self, event)

    async def recording_ask(self: cdp.Cdp, method: str, params: Any = None, *rest: Any, **named: Any) -> Any:
        if method not in _ABOUT_CALLS:
            return await ask(self, method, params, *rest, **named)
        try:
            result = await ask(self, method, params, *rest, **named)
        except cdp.CdpError:
            lines.append({"asked": method, "requestId": params["requestId"], "result": None})
            raise
        lines.append({"asked": method, "requestId": params["requestId"], "result": result})
        return result

    listener.Listener.take, cdp.Cdp.ask = recording_take, recording_ask  # type: ignore[method-assign]
    try:
        watched = shop.watch(_VISITS[name], untouched=untouched)
        assert watched.source.wait_for_steps(120)
        watched.source.stop()
    finally:
        listener.Listener.take, cdp.Cdp.ask = take, ask  # type: ignore[method-assign]
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}{'-untouched' if untouched else ''}.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in _without_noise(lines)), "utf-8")
    print(path.name, len(lines), "lines,", path.stat().st_size, "bytes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_shop(Path(sys.argv[1]), sys.argv[2], Path(folder)) as shop:
        for name in _VISITS:
            record(shop, name, untouched=False)
        record(shop, "kinds", untouched=True)
