"""Ways in which a JSON document is found in a log or on a clipboard, each as a function of its text."""

import json
from collections.abc import Callable

LOGCAT = "11-28 09:15:02.417  4211  4390 D AdobeExperienceSDK: "
BRIEF = "D/AdobeExperienceSDK( 4211): "


def _each_line(prefix: str, *, head: str = "") -> Callable[[str], str]:
    """A prefix on every line; `head` is a line before."""
    return lambda text: "\n".join(prefix + line for line in [*([head] if head else []), *text.split("\n")])


def _ticking(text: str) -> str:
    """A logcat whose times and thread IDs change between lines, also in their width."""
    lines = ["Edge/NetworkResponseHandler - Received server response:", *text.split("\n")]
    return "\n".join(
        f"11-28 09:15:{2 + index // 1000:02}.{index % 1000:03} {4211 + 900 * index:>6} 90 D AdobeExperienceSDK: {line}"
        for index, line in enumerate(lines)
    )


def _colored(text: str) -> str:
    return "\x1b[36m[edge]\x1b[0m " + text.replace("\n", "\x1b[39m\n\x1b[36m") + "\x1b[0m"


def _selected_from_the_brace(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(LOGCAT + line for line in rest)])


WRAPPERS: dict[str, Callable[[str], str]] = {
    "alone": lambda text: text,
    "alloy": lambda text: f"alloy.min.js:2 [alloy] Request 1: Received response with status code 200. {text}\nnext",
    "console group": lambda text: f"▼ [alloy] result\n{text}\n▶ [alloy] {{…}} Array(1)",
    "logcat": _each_line(LOGCAT, head="Edge/NetworkResponseHandler - Received server response:"),
    "logcat, brief": _each_line(BRIEF),
    "logcat, ticking": _ticking,
    "logcat, brace selected": _selected_from_the_brace,
    "Android Studio": lambda text: (
        "2026-11-28 09:15:02.417  4211-4390  AdobeExperienceSDK  com.acme.shop  D  Edge/HitProcessor - body:\n" + text
    ),
    "Xcode": lambda text: (
        f"2026-11-28 09:15:02.417123+0100 Shop[4211:439012] [AEP SDK DEBUG - <Edge>] Response: {text}\n"
    ),
    "log stream": _each_line("2026-11-28 09:15:02.417123+0100 0x6b2e4  Debug  0x0  4211  0  Shop: (AEPServices) "),
    "React Native": lambda text: f" LOG  edge response {text}\n LOG  done",
    "ReactNativeJS": _each_line("11-28 09:15:02.417  4211  4390 I ReactNativeJS: "),
    "compose": _each_line("gateway_1  | "),
    "quoted mail": _each_line("> "),
    "syslog": _each_line("Nov 28 09:15:02 web-1 node[812]: "),
    "colors": _colored,
    "curl -v": lambda text: f"< HTTP/2 200 \n< content-type: application/json\n< \n{text}\n* Connection #0 left intact",
    "response with headers": lambda text: f"HTTP/1.1 200 OK\r\nX-Adobe-Edge: OR2;9\r\n\r\n{text}",
    "JSON string": json.dumps,
    "JSON string twice": lambda text: json.dumps(json.dumps(text)),
    "JSON string in words": lambda text: f"body={json.dumps(text)} ms=12",
    "inside of the quotes": lambda text: json.dumps(text)[1:-1],
    "Python string": repr,
    "Python bytes": lambda text: f"INFO body {text.encode()!r} received",
    "log record": lambda text: json.dumps({"level": "debug", "message": text, "pid": 4211}),
    "code fence": lambda text: f"The response:\n```json\n{text}\n```\n",
    "CRLF": lambda text: "Response\r\n" + text.replace("\n", "\r\n"),
}
