"""The HTTP requests of a Python text: requests, httpx, aiohttp, urllib and http.client."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_tui.formats.http_calls.request import ScriptRequest, pairs, with_base, with_query
from edge_tui.formats.scripts.node import Node, Shape, path_of
from edge_tui.formats.scripts.outline import CallSite
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.formats.scripts.values import Values

KIND = "Python script"

WORDS = ("post", "put", "request", "Request", "urlopen")
_CLIENTS = (".Client", ".AsyncClient", ".Session", ".ClientSession", "Client", "Session", "ClientSession")
_CONNECTIONS = ("HTTPSConnection", "HTTPConnection")


@dataclass
class PythonRequests:
    """Finds the requests of a script; the headers of a session are added to those of its requests."""

    values: Values
    _sessions: dict[str, list[tuple[str, object]]] = field(default_factory=dict)

    def all(self) -> Iterator[ScriptRequest]:
        """The requests in order."""
        for site in self.values.outline.calls:
            root, _, name = site.path.rpartition(".")
            if name == "update" and root.endswith(".headers"):
                (given,) = self._positional(self.values.call(site))[:1] or [UNDEFINED]
                self._sessions.setdefault(root.removesuffix(".headers"), []).extend(pairs(given))
            elif name in ("post", "put", "request") and root:
                yield from self._called(site, root, name)
            elif name == "Request":
                node = self.values.call(site)
                yield self._request(node, self._positional(node), ("url", "data", "headers"), {})

    def _positional(self, node: Node) -> list[object]:
        return [self.values.value(each) for each in node.arguments[:5]]

    def _called(self, site: CallSite, root: str, name: str) -> Iterator[ScriptRequest]:
        node = self.values.call(site)
        arguments = self._positional(node)
        client = self._client(root, site.start)
        method: object = name.upper()
        order: tuple[str, ...] = ("url", "data", "json")
        if name == "request":
            method, arguments = (arguments[0], arguments[1:]) if arguments else ("POST", [])
            order = ("url", "data", "headers") if client.get("is_connection") else ("url",)
        request = self._request(node, arguments, order, client)
        if name == "request" and isinstance(method, str):
            request.method = method
        yield request

    def _request(
        self, node: Node, arguments: list[object], order: tuple[str, ...], client: dict[str, object]
    ) -> ScriptRequest:
        given: dict[str, object] = dict(zip(order, arguments, strict=False))
        for names, part in ((names, part) for part, names in zip(node.parts[1:], node.names, strict=True) if names):
            given[names] = self.values.value(part)
        url = with_query(with_base(client.get("base_url", ""), given.get("url", UNDEFINED)), given.get("params", ""))
        body = next((given[name] for name in ("json", "content", "data", "body") if _is_given(given, name)), UNDEFINED)
        is_form = isinstance(body, dict) and not _is_given(given, "json")
        headers = [*pairs(client.get("headers")), *self._sessions.get(str(client.get("name", "")), [])]
        headers += pairs(given.get("headers"))
        return ScriptRequest(KIND, url, headers, body, given.get("method", "POST"), is_form)

    def _client(self, root: str, before: int) -> dict[str, object]:
        """The defaults of a client: its base URL and headers, or the host of an http.client connection."""
        name = root.split(".", maxsplit=1)[0]
        known: dict[str, object] = {"name": root}
        made = next((each for each in reversed(self.values.outline.assigned(name, before)) if each.path == name), None)
        node = self.values.node_at(made.value_at) if made else None
        if node is None or node.shape is not Shape.CALL:
            return known
        path = path_of(node.parts[0])
        if path.endswith(_CONNECTIONS) and node.arguments:
            scheme = "https://" if path.endswith("HTTPSConnection") else "http://"
            host = self.values.value(node.arguments[0])
            return known | {
                "base_url": with_base(scheme + str(host), "") if isinstance(host, str) else host,
                "is_connection": True,
            }
        if path.endswith(_CLIENTS):
            for option in ("base_url", "headers"):
                keyword = node.keyword(option)
                if keyword is not None:
                    known[option] = self.values.value(keyword)
        return known


def _is_given(given: dict[str, object], name: str) -> bool:
    return name in given and given[name] is not None and given[name] is not UNDEFINED
