"""An emulator in this process, spoken to over HTTP: its clock stands still, its ids count up."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from edge_tui.emulator.app import create_app
from edge_tui.emulator.config import Config
from edge_tui.emulator.datastreams import load
from edge_tui.emulator.in_process import InProcess
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.state import prefix_of
from edge_tui.model.profile import EMULATOR_ORG_ID

ALL_ON = "5f1c0000-0000-4000-8000-000000000001"
AUTHENTICATED = "5f1c0000-0000-4000-8000-000000000002"
DISABLED = "5f1c0000-0000-4000-8000-000000000003"
PENDING = "5f1c0000-0000-4000-8000-000000000004"
TARGET_ONLY = "5f1c0000-0000-4000-8000-000000000005"
RETIRED_SANDBOX = "5f1c0000-0000-4000-8000-000000000006"
FLAKY = "5f1c0000-0000-4000-8000-000000000007"
LOW_LIMITS = "5f1c0000-0000-4000-8000-000000000008"

PREFIX = prefix_of(EMULATOR_ORG_ID)
ECID = "41861666193140161934276845651148876988"
FPID = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE_VIEW: dict[str, Any] = {
    "xdm": {
        "eventType": "web.webpagedetails.pageViews",
        "timestamp": "2026-03-02T12:00:00Z",
        "web": {"webPageDetails": {"name": "Home", "URL": "https://www.example.com/"}},
    }
}


class Reply:
    """An answer, with what tests ask of it."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.content = response.content
        self.response = response

    @property
    def body(self) -> dict[str, Any]:
        body = self.response.json()
        assert isinstance(body, dict)
        return body

    @property
    def types(self) -> list[str]:
        return [handle["type"] for handle in self.body["handle"]]

    def payload(self, handle_type: str) -> list[dict[str, Any]]:
        """The items of every handle of a type."""
        return [item for handle in self.body["handle"] if handle["type"] == handle_type for item in handle["payload"]]

    @property
    def state(self) -> dict[str, dict[str, Any]]:
        """The entries of `state:store` by their short key."""
        return {item["key"].removeprefix(PREFIX): item for item in self.payload("state:store")}

    @property
    def entries(self) -> list[dict[str, str]]:
        """The entries as a client sends them back."""
        return [{"key": item["key"], "value": item.get("value", "")} for item in self.payload("state:store")]

    def codes(self, member: str) -> list[str]:
        """The problems under `errors` or `warnings`, such as `EXEG-0201-503`."""
        return [problem["type"].rsplit("/", 1)[-1] for problem in self.body.get(member, [])]

    @property
    def code(self) -> str:
        """The name of the problem that this answer is."""
        return str(self.body["type"]).rsplit("/", 1)[-1]


class Edge:
    """The emulator. `now` may be moved; `lines` is its log."""

    def __init__(self, config: Config | None = None, *, strict: bool = False) -> None:
        self.now = NOON
        self.lines: list[RequestLogLine] = []
        ids = count(1)
        self.app = create_app(
            config or load(),
            clock=lambda: self.now,
            new_uuid=lambda: UUID(int=next(ids) << 64 | 0x8000_0000_0000_0001, version=4),
            entropy=lambda: "00112233445566ff",
            strict=strict,
            on_request=self.lines.append,
        )
        self.client = httpx.AsyncClient(transport=InProcess(self.app), base_url="http://emulator")

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)

    @property
    def config(self) -> Config:
        config = self.app.gateway.config
        assert isinstance(config, Config)
        return config

    @config.setter
    def config(self, config: Config) -> None:
        self.app.gateway.config = config

    async def request(self, method: str, url: str, **options: Any) -> Reply:
        return Reply(await self.client.request(method, url, **options))

    async def post(self, path: str, body: Any = None, *, datastream: str | None = ALL_ON, **options: Any) -> Reply:
        """A POST; the datastream's id goes into the parameter of the path's version."""
        name = "datastreamId" if "/v2/" in path else "configId"
        params = {**({name: datastream} if datastream else {}), **options.pop("params", {})}
        if body is not None:
            options["json"] = body
        return await self.request("POST", path, params=params, **options)

    async def interact(
        self, event: dict[str, Any] | None = None, *, state: list[dict[str, str]] | None = None, **members: Any
    ) -> Reply:
        """One event through v2; `members` are further members of the body, or options of `post`."""
        options = {
            name: members.pop(name) for name in ("datastream", "headers", "cookies", "params") if name in members
        }
        path = members.pop("path", "/ee/v2/interact")
        body = {"event": PAGE_VIEW if event is None else event, **members}
        if state is not None:
            body["meta"] = {**body.get("meta", {}), "state": {"entries": state}}
        return await self.post(path, body, **options)

    async def token(self, client_id: str = "edge-tui", **changes: str) -> str:
        form = {"client_id": client_id, "client_secret": "emulator-secret", "grant_type": "client_credentials"}
        form["scope"] = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"
        reply = await self.request("POST", "/ims/token/v3", data={**form, **changes})
        assert reply.status == 200, reply.content
        return str(reply.body["access_token"])

    async def credentials(self, client_id: str = "edge-tui", **changes: str) -> dict[str, str]:
        """The headers of an authenticated call."""
        token = await self.token(client_id, **changes)
        return {"authorization": f"Bearer {token}", "x-api-key": client_id, "x-gw-ims-org-id": EMULATOR_ORG_ID}


def named(namespace: str, identifier: str, **members: Any) -> dict[str, Any]:
    """A page view by somebody."""
    identity = {"id": identifier, **members}
    return {"xdm": {**PAGE_VIEW["xdm"], "identityMap": {namespace: [identity]}}}


def failing(**upstreams: str) -> dict[str, Any]:
    """A page view for which these upstreams fail."""
    return {**PAGE_VIEW, "data": {"__emulator": {"upstreams": upstreams}}}
