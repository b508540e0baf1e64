"""The judge of imported Web SDK calls: the SDK itself, which runs each script and whose bodies are compared.

All scripts run on one page, each with a new copy of the library. The network is replaced inside the
page, so that bodies are seen even where they are sent by a beacon. What a page adds is left out of
the comparison: the visitor's state, the time in the queue, the timestamp and the implementation.
"""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from edge_tui.formats import read
from edge_tui.model.json.document import JsonValue, at, parse
from edge_tui.model.placeholders import Sources, fill
from edge_tui.model.request import Action
from tests.alloy.browser import SITE
from tests.alloy.scripts import LATER, SCRIPTS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

Bodies = list[tuple[str, str, JsonValue]]

ANSWERS = {
    "page host and path, such as www.example.com/home": "www.shop.example/",
    "datastream ID of configure": "ds-1",
    "pageName": "asked for",
    "cart.total": "12",
}
# The response gives an identity, after which the SDK uses beacons for a page that unloads.
RUN = """
async scripts => {
  const library = await (await fetch("/alloy.js")).text();
  const pageName = "asked for";
  const cart = { total: "12" };
  const stored = (key, value) => ({ key: `kndctr_A_AdobeOrg_${key}`, value, maxAge: 3600 });
  const identity = stored("identity", "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIP");
  const consent = stored("consent", "general=in");
  let sent = [];
  window.fetch = async (url, options) => {
    sent.push([String(url), options.body]);
    const payload = String(url).includes("set-consent") ? [identity, consent] : [identity];
    const session = { type: "media-analytics:new-session", payload: [{ sessionId: "s-1" }] };
    return new Response(JSON.stringify({ handle: [{ type: "state:store", payload }, session] }), { status: 200 });
  };
  Navigator.prototype.sendBeacon = (url, blob) => {
    sent.push([String(url), blob.text()]);
    return true;
  };
  const all = {};
  for (const [name, script] of Object.entries(scripts)) {
    sent = [];
    localStorage.clear();
    sessionStorage.clear();
    for (const domain of ["", "; domain=shop.example"]) {
      document.cookie = `kndctr_A_AdobeOrg_identity=; path=/; max-age=0${domain}`;
      document.cookie = `kndctr_A_AdobeOrg_consent=; path=/; max-age=0${domain}`;
    }
    const waiting = [];
    const run = (...args) => new Promise((resolve, reject) => waiting.push([resolve, reject, args]));
    run.q = waiting;
    window.alloy = run;
    window.__alloyNS = ["alloy"];
    new Function(library)();
    const commands = [];
    window.alloy = (...args) => {
      const done = run(...args);
      commands.push(done.catch(() => {}));
      return done;
    };
    const alloy = window.alloy;
    const finished = async () => {
      await eval(`(async () => { ${script}\\n })()`);
      await Promise.all(commands);
    };
    // A command that never ends leaves its request out, so that the comparison fails.
    await Promise.race([finished(), new Promise(resolve => setTimeout(resolve, 5000))]);
    all[name] = await Promise.all(sent.map(async ([url, body]) => [url, await body]));
  }
  return all;
}
"""
CONFIGURE = """
alloy("configure", {
  datastreamId: "ds-1", orgId: "A@AdobeOrg", context: [], thirdPartyCookiesEnabled: false,
  clickCollectionEnabled: false, CONFIGURED
});
"""


def _comparable(document: JsonValue) -> JsonValue:
    """A body without what a page adds to it."""
    assert isinstance(document, dict)
    meta = {name: value for name, value in document.get("meta", {}).items() if name not in ("state", "queueTimeMillis")}
    events = [_event(event) for event in document.get("events", [])]
    compared = {name: value for name, value in document.items() if name not in ("meta", "events")}
    return {**compared, **({"meta": meta} if meta else {}), **({"events": events} if events else {})}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    added = ("timestamp", "implementationDetails")
    xdm = {name: value for name, value in event.get("xdm", {}).items() if name not in added}
    return {**event, "xdm": xdm}


def _imported(script: str) -> Bodies:
    """The action, the datastream and the body of each request that is read in a script."""
    sources = Sources(datetime(2026, 3, 1, tzinfo=UTC), str, "", {}, answers=ANSWERS)
    found = []
    for each in read(script).requests:
        filled = fill(parse(each.draft.text), sources)
        assert filled.unresolved == ()
        is_media = each.draft.action is Action.MEDIA
        path = (
            at(filled.document, "/events/0/xdm/eventType").removeprefix("media.")
            if is_media
            else each.draft.action.path
        )
        found.append((path, each.profile.datastream_id, _comparable(filled.document)))
    return found


def _whole(configured: str, script: str) -> str:
    return CONFIGURE.replace("CONFIGURED", configured) + script


SOURCES = {name: _whole(*parts) for name, parts in SCRIPTS.items()} | {"later events": _whole("", LATER)}


@pytest.fixture(scope="module")
def sent(profile: "BrowserContext") -> dict[str, Bodies]:
    """The action, the datastream and the body of each request that the SDK sends when it runs a script."""
    profile.clear_cookies()
    page = profile.new_page()
    page.goto(SITE + "/")
    recorded = page.evaluate(RUN, SOURCES)
    page.close()
    return {name: [_request(url, body) for url, body in requests] for name, requests in recorded.items()}


def _request(url: str, body: str) -> tuple[str, str, JsonValue]:
    parts = urlsplit(url)
    return parts.path.partition("/v1/")[2], parse_qs(parts.query)["configId"][0], _comparable(json.loads(body))


@pytest.mark.parametrize("name", SOURCES)
def test_an_imported_call_has_the_body_that_the_sdk_sends(name: str, sent: dict[str, Bodies]) -> None:
    assert sent[name]
    assert _imported(SOURCES[name]) == sent[name]


def test_the_later_events_of_a_page_ask_only_for_what_they_name(sent: dict[str, Bodies]) -> None:
    asked = [at(body, "/events/0/query/personalization/decisionScopes") for _, _, body in sent["later events"]]
    assert asked == [["__view__"], None, ["hero"], ["__view__"]]


def test_the_judge_sees_many_calls(sent: dict[str, Bodies]) -> None:
    assert sum(map(len, sent.values())) >= 40
