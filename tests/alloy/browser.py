"""A visitor of the shop: a page with the Web SDK, and every call it made to the edge."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, EMULATOR_ORG_ID

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request, Response

FIRST_PARTY = "edge.shop.example"
THIRD_PARTY_DOMAIN = "adobedc.demdex.net"
SITE = "https://www.shop.example"
OTHER_SITE = "https://www.news.example"
# Where the emulator's redirect leads.
REDIRECTED_SITE = "https://www.example.com"


@dataclass
class Call:
    """One request of the SDK, and what the emulator answered."""

    response: "Response"

    @property
    def url(self) -> str:
        return self.response.url

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def datastream(self) -> str:
        return parse_qs(urlsplit(self.url).query)["configId"][0]

    @property
    def sent(self) -> dict[str, Any]:
        document = json.loads(self.response.request.post_data or "{}")
        assert isinstance(document, dict)
        return document

    @property
    def body(self) -> dict[str, Any]:
        document = self.response.json()
        assert isinstance(document, dict)
        return document

    @property
    def status(self) -> int:
        return self.response.status


class Visitor:
    """Somebody with a browser. `calls` are those to the edge, in the order they were answered; `lines` is its log.

    A line is logged soon after its response: `logged` waits for it.
    """

    def __init__(self, context: "BrowserContext", page: "Page", lines: list[RequestLogLine]) -> None:
        self.context = context
        self.page = page
        self.lines = lines
        self._first_line = len(lines)
        self.calls: list[Call] = []
        self._sent: set[Request] = set()

    def __enter__(self) -> Self:
        self.page.on("request", self._note_request)
        self.page.on("response", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self.page.remove_listener("request", self._note_request)
        self.page.remove_listener("response", self._note)

    def _note_request(self, request: "Request") -> None:
        self._sent.add(request)

    def _note(self, response: "Response") -> None:
        # What an earlier visitor's page sent as it went may be answered only now.
        if response.request.method == "POST" and response.request in self._sent:
            self.calls.append(Call(response))

    def logged(self, words: str) -> bool:
        """Whether the emulator logs these words as the path or as a note of a request of this visitor."""
        for _ in range(3000):
            for line in self.lines[self._first_line :]:
                if line.path == words or words in line.notes:
                    return True
            self.page.wait_for_timeout(20)
        return False

    def open(self, path: str = "/", site: str = SITE) -> None:
        """Goes to a page of a site, where nothing is configured yet."""
        self.page.goto(site + path)

    def clear_storage(self) -> None:
        """Removes what pages of this site stored besides cookies."""
        self.page.evaluate(
            """async () => {
                localStorage.clear();
                sessionStorage.clear();
                for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
            }"""
        )

    def configure(self, **options: Any) -> None:
        """Configures the SDK, on the first-party edge domain unless told otherwise."""
        defaults = {
            "datastreamId": EMULATOR_DATASTREAM_ID,
            "orgId": EMULATOR_ORG_ID,
            "edgeDomain": FIRST_PARTY,
            "thirdPartyCookiesEnabled": False,
            "defaultConsent": "in",
            "clickCollectionEnabled": False,
        }
        self.alloy("configure", {**defaults, **options})

    def alloy(self, command: str, options: dict[str, Any] | None = None) -> Any:
        """Runs a command of the SDK to its end; a rejection is the test's failure."""
        return self.page.evaluate("([command, options]) => window.alloy(command, options)", [command, options or {}])

    def refused(self, command: str, options: dict[str, Any] | None = None) -> str:
        """The message a command is rejected with."""
        script = "([command, options]) => window.alloy(command, options).then(() => '', error => error.message)"
        return str(self.page.evaluate(script, [command, options or {}]))

    def ecid(self) -> str:
        """The visitor's ECID as the SDK tells it."""
        return str(self.alloy("getIdentity")["identity"]["ECID"])

    def cookies(self) -> dict[str, dict[str, Any]]:
        """The organisation's cookies by their short key."""
        prefix = "kndctr_" + EMULATOR_ORG_ID.replace("@", "_") + "_"
        return {
            str(cookie["name"]).removeprefix(prefix): dict(cookie)
            for cookie in self.context.cookies([SITE, f"https://{FIRST_PARTY}"])
            if str(cookie["name"]).startswith(prefix)
        }
