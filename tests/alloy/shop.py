"""A shop whose pages send to the edge in every way there is, some of them as they go."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, EMULATOR_ORG_ID

SHOP = "https://www.shop.example"
OTHER = "https://www.other.example"
EDGE = "https://edge.shop.example"
# Takes connections and never says a word.
SILENT = "https://silent.shop.example"

_HEAD = f"""<!doctype html><html><head><title>Shop</title><script>
window.__alloyNS = ["alloy"];
window.alloy = (...args) => new Promise((resolve, reject) => window.alloy.q.push([resolve, reject, args]));
window.alloy.q = [];
</script><script src="/alloy.js"></script><script>
const asked = new URLSearchParams(location.search);
const plain = {{"content-type": "text/plain; charset=UTF-8"}};
const target = (tag, host = "{EDGE}", path = "/ee/v1/interact") =>
  `${{host}}${{path}}?configId={EMULATOR_DATASTREAM_ID}&requestId=${{tag}}`;
const event = (tag, filler = "") => JSON.stringify({{events: [{{xdm: {{eventType: tag}}, data: {{tag, filler}}}}]}});
const post = (tag, options = {{}}, ...place) =>
  fetch(target(tag, ...place), {{method: "POST", headers: plain, body: event(tag), ...options}});
const done = () => {{ const mark = document.createElement("i"); mark.id = "done"; document.body.append(mark); }};
const configure = () => alloy("configure", {{datastreamId: "{EMULATOR_DATASTREAM_ID}", orgId: "{EMULATOR_ORG_ID}",
  edgeDomain: asked.get("edge") || "edge.shop.example", defaultConsent: asked.get("consent") || "in",
  thirdPartyCookiesEnabled: false, clickCollectionEnabled: false}});
const views = [];
const view = (tag, more = {{}}) => {{
  const sent = alloy("sendEvent", {{xdm: {{eventType: "web.webpagedetails.pageViews"}}, data: {{tag}}, ...more}});
  views.push(sent);
  return sent;
}};
const allDone = () => Promise.allSettled(views).then(done);
</script></head><body><div id="personalized">As it was</div><input id="mail"><button id="buy">Buy</button>
<div style="height: 5000px"></div><p id="end">The end</p>
"""

# Each sends one call whose requestId is the name, and marks the page when it is over.
KINDS: dict[str, str] = {
    "fetch": 'post("fetch").then(r => r.text())',
    "xhr": """new Promise(resolve => { const x = new XMLHttpRequest(); x.open("POST", target("xhr"));
      x.onload = resolve; x.send(event("xhr")); })""",
    "beacon": 'navigator.sendBeacon(target("beacon", undefined, "/ee/v1/collect"), event("beacon"))',
    "blob": 'post("blob", {body: new Blob([event("blob")])}).then(r => r.text())',
    "bytes": 'post("bytes", {body: new TextEncoder().encode(event("bytes"))}).then(r => r.text())',
    "large": 'post("large", {body: event("large", "ä".repeat(150000))}).then(r => r.text())',
    "no-cors": 'post("no-cors", {mode: "no-cors"})',
    "unread": 'post("unread")',
    "preflight": 'post("preflight", {headers: {"content-type": "application/json"}}).then(r => r.text())',
    "worker": """new Promise(resolve => { const worker = new Worker("/worker.js"); worker.onmessage = resolve;
      worker.postMessage([target("worker"), event("worker")]); })""",
    "service-worker": """navigator.serviceWorker.register("/service-worker.js")
      .then(() => navigator.serviceWorker.ready)
      .then(found => new Promise(resolve => { navigator.serviceWorker.onmessage = resolve;
        found.active.postMessage([target("service-worker"), event("service-worker")]); }))""",
    "aborted": f'post("aborted", {{signal: AbortSignal.timeout(100)}}, "{SILENT}")',
    "gone": f'void post("gone", {{}}, "{SILENT}")',
    "dns": 'post("dns", {}, "https://gone.shop.example")',
    "refused": 'post("refused", {}, "https://refused.shop.example")',
    "cors": f'post("cors", {{}}, "{OTHER}")',
    "mixed": 'post("mixed", {}, "http://edge.adobedc.net")',
    "csp": 'post("csp")',
    "popup": 'buy.onclick = () => open("/kinds/in-popup", "_blank", "noopener")',
    "in-popup": 'post("in-popup").then(r => r.text())',
    "frames": f"""["", "{OTHER}"].map((host, number) => {{ const frame = document.createElement("iframe");
      frame.src = `${{host}}/kinds/in-frame-${{number}}`; document.body.append(frame); }})""",
    "in-frame-0": 'post("in-frame-0").then(r => r.text())',
    "in-frame-1": 'post("in-frame-1").then(r => r.text())',
    "unload": 'addEventListener("pagehide", () => post("unload", {keepalive: true}))',
    "foreign": """fetch("/v1/collect", {method: "POST", headers: plain, body: "{}"}).then(r => r.text())""",
    # Last: the service worker stays.
    "through-worker": """navigator.serviceWorker.register("/proxy-worker.js")
      .then(() => navigator.serviceWorker.ready).then(() => new Promise(resolve => {
        if (navigator.serviceWorker.controller) resolve();
        navigator.serviceWorker.oncontrollerchange = resolve; }))
      .then(() => post("through-worker")).then(r => r.text())""",
}

# Sends five events, and three more as it goes to the next page by itself: every third time before there are
# responses, else once they are there.
_VISIT = """configure();
const number = +asked.get("n"), pages = +asked.get("pages");
for (let i = 0; i < 5; i++) view(`${number}-auto${i}`);
addEventListener("pagehide", () => {
  for (let i = 0; i < 2; i++) view(`${number}-bye${i}`, {documentUnloading: true});
  post(crypto.randomUUID(), {keepalive: true, credentials: "include", body: event(`${number}-keep`)});
});
const next = () => {
  const edge = number % 2 ? "" : "&edge=edge.adobedc.net";
  location = number + 1 < pages ? `/visit?n=${number + 1}&pages=${pages}${edge}` : "/last";
};
if (number % 3) Promise.allSettled(views).then(next); else setTimeout(next, 150);
"""
_SDK = """configure(); for (let i = 0; i < +(asked.get("views") || 0); i++) view("view" + i);
const shown = alloy("sendEvent", {renderDecisions: true, xdm: {eventType: "page.shown"}});
shown.then(() => console.log("shown: " + personalized.innerText)).then(allDone, allDone);"""

# Rules as Adobe's tags run them: at once, or one after the other with `sequenced`. The monitors hear what runs.
_TAGS = """window._satellite = window._satellite || {};
(() => {
  const tell = (what, rule) => (window._satellite._monitors || []).forEach(each => each[what] && each[what]({rule}));
  const send = tag => () => view(tag);
  const inside = {name: "Inside", actions: [send("inside")]};
  const rules = [{name: "Library loaded", actions: [send("first")]}, {name: "Never", fails: true, actions: []},
    {name: "All pages ☂", actions: [send("second"), () => run(inside), send("third")]}];
  let queue = Promise.resolve();
  const run = rule => {
    tell("ruleTriggered", rule);
    if (!asked.has("sequenced")) {
      if (rule.fails) return tell("ruleConditionFailed", rule);
      rule.actions.forEach(each => each());
      return tell("ruleCompleted", rule);
    }
    if (rule.fails) queue = queue.then(() => { tell("ruleConditionFailed", rule); throw rule; });
    rule.actions.forEach(each => { queue = queue.then(() => { each(); }); });
    queue = queue.then(() => tell("ruleCompleted", rule)).catch(() => {});
  };
  rules.forEach(run);
})();
"""
# A page whose own script sends beside the rules of its tags, and asks first whether there are any.
_TAGGED = """configure(); console.log("before: " + typeof _satellite + " " + (window._satellite ? 1 : 0));
const tags = document.createElement("script"); tags.src = "/launch-EN01.min.js?key=SECRET";
tags.onload = () => { view("own"); setTimeout(() => view("late").then(allDone, allDone), 300); };
document.head.append(tags);"""

_FORM = """
mail.oninput = event => console.log((event.isTrusted ? "trusted " : "made up ") + mail.value);
const mark = (id, kind) => { const note = document.createElement("i"); note.id = id; note.className = kind;
  document.body.append(note); };
buy.onclick = event => { if (event.isTrusted) { console.log("bought " + mail.value); mark("bought", ""); } };
new IntersectionObserver(all => { if (all.some(each => each.isIntersecting)) mark("seen", "end"); }).observe(end);
"""

# A page that asks for two others, of which it goes to one.
_SPECULATES = """const rules = document.createElement("script"); rules.type = "speculationrules";
rules.textContent = JSON.stringify({prerender: [{urls: ["/early", "/never"], eagerness: "immediate"}]});
document.head.append(rules);
buy.onclick = () => { post("clicked", {keepalive: true}); location = "/early"; };
addEventListener("pagehide", () => post("bye", {keepalive: true}));
const ready = () => { if (localStorage.early && localStorage.never) done(); };
addEventListener("storage", ready);"""
_PRERENDERED = """const name = location.pathname.slice(1);
const worker = new Worker("/worker.js"); worker.onmessage = done;
post(`${name}-hidden`).then(response => response.text()).then(() => {
  localStorage[name] = 1;
  // Chromium starts no worker before the page is shown.
  worker.postMessage([target(`${name}-worker`), event(`${name}-worker`)]);
});
document.addEventListener("prerenderingchange", () => post(`${name}-shown`));
const back = document.createElement("button"); back.id = "back"; back.innerText = "Back";
back.onclick = () => history.back();
document.body.append(back);
"""

_REDIRECTED = f'post("redirected", {{}}, "{SHOP}").then(r => r.text()).then(done, done);'

_SCRIPTS = {
    "/launch-EN01.min.js": _TAGS,
    "/worker.js": """onmessage = message => fetch(message.data[0], {method: "POST", body: message.data[1],
      headers: {"content-type": "text/plain"}}).then(r => r.text()).then(() => postMessage(1));""",
    # Every request of a page that it controls goes through it.
    "/proxy-worker.js": """addEventListener("install", () => skipWaiting());
      addEventListener("activate", event => event.waitUntil(clients.claim()));
      addEventListener("fetch", event => event.respondWith(fetch(event.request)));""",
    "/service-worker.js": """addEventListener("install", () => skipWaiting());
      addEventListener("activate", event => event.waitUntil(clients.claim()));
      addEventListener("message", event => event.waitUntil(fetch(event.data[0], {method: "POST",
        body: event.data[1], headers: {"content-type": "text/plain"}}).then(r => r.text())
        .then(() => event.source.postMessage(1))));""",
}


def goes_at_once(page: str) -> bool:
    """Whether this page of `/visit` doesn't wait for its responses."""
    return int(page) % 3 == 0


def _script(path: str) -> str:
    if path.startswith("/kinds/"):
        return f"Promise.resolve({KINDS[path.removeprefix('/kinds/')]}).then(done, done);"
    pages = {"/visit": _VISIT, "/sdk": _SDK, "/tagged": _TAGGED, "/form": _FORM, "/redirected": _REDIRECTED}
    pages |= {"/speculates": _SPECULATES, "/early": _PRERENDERED, "/never": _PRERENDERED}
    pages["/often"] = "done(); setInterval(() => post(crypto.randomUUID()), 200);"
    return pages.get(path, "done();")


@contextmanager
def shop(alloy: Path, tls: ssl.SSLContext) -> Iterator[int]:
    """Serves the shop over TLS; gives its port."""
    library = alloy.read_bytes()

    class Pages(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/alloy.js":
                self._answer("text/javascript", library)
            elif path in _SCRIPTS:
                self._answer("text/javascript", _SCRIPTS[path].encode())
            else:
                page = f"{_HEAD}<script>{_script(path)}</script></body></html>"
                self._answer("text/html; charset=utf-8", page.encode(), is_closed=path == "/kinds/csp")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            if "requestId=redirected" in self.path:
                self.send_response(307)
                self.send_header("location", f"{EDGE}{self.path}")
                self.send_header("access-control-allow-origin", SHOP)
                self.send_header("content-length", "0")
                self.end_headers()
            else:
                self._answer("application/json", b"{}")

        def _answer(self, kind: str, body: bytes, *, is_closed: bool = False) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            if is_closed:
                self.send_header("content-security-policy", "connect-src 'self'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
            """Says nothing: the test says what went wrong."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, name="shop", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
