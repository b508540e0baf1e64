"""The HTTP requests of a JavaScript text: fetch, axios, XMLHttpRequest, sendBeacon, jQuery and the like."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_tui.formats.http_calls.request import ScriptRequest, pairs, with_base, with_query
from edge_tui.formats.scripts.computed import joined
from edge_tui.formats.scripts.node import Shape, path_of
from edge_tui.formats.scripts.outline import CallSite
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.formats.scripts.values import Values

WORDS = (
    *("fetch", "Fetch", "post", "axios", "request", "Request", "ajax", "sendBeacon", "open", "send", "$http", "put"),
    *("batch", "asyncRequest"),
)
_METHODS = frozenset({"POST", "PUT", "PATCH", "GET", "DELETE"})
# Members of an object that configures a request, and never those of a body.
_OPTIONS = frozenset({"json", "body", "headers", "searchParams", "form", "params"})
_OF_BODY = frozenset({"events", "event", "meta", "xdm", "consent", "query"})


@dataclass
class JavaScriptRequests:
    """Finds the requests of a script; an XMLHttpRequest or a chain of calls is collected until it is sent."""

    values: Values
    _open: dict[str, ScriptRequest] = field(default_factory=dict)

    def all(self) -> Iterator[ScriptRequest]:
        """The requests in order."""
        for site in self.values.outline.calls:
            name = site.path.rpartition(".")[2]
            if name in ("open", "setRequestHeader", "send", "set", "write", "end", "query"):
                yield from self._step(site, name)
            elif name in WORDS or name.lower().endswith("fetch"):
                yield from self._held()
                if name == "batch":
                    yield from self._batch(site)
                    continue
                request = self._request(site, name)
                if request is not None and request.url is not UNDEFINED and self._open.get(".") is not request:
                    yield request
        yield from self._held()

    def _held(self) -> Iterator[ScriptRequest]:
        """The request whose body could still have followed in its chain."""
        if (request := self._open.pop(".", None)) is not None:
            yield request

    def _arguments(self, site: CallSite) -> list[object]:
        return [self.values.value(each) for each in self.values.call(site).arguments[:4]]

    def _request(self, site: CallSite, name: str) -> ScriptRequest | None:
        arguments = self._arguments(site)
        if not arguments:
            return None
        first, second, third = (arguments + [UNDEFINED] * 3)[:3]
        root = site.path.rpartition(".")[0]
        match name:
            case "sendBeacon":
                return ScriptRequest("sendBeacon call", first, body=second)
            case "post" | "put":
                request = self._posted(root, first, second, third)
                if request.body is UNDEFINED:
                    self._open["."] = request
                return request
            case "request" | "asyncRequest" if isinstance(first, str) and first in _METHODS:
                return _in_order(arguments)
            case "axios" | "request" | "ajax" | "$http":
                options = (
                    first if isinstance(first, dict) else {"url": first, **(second if isinstance(second, dict) else {})}
                )
                request = self._configured(_kind(name, root), self._instance(root, site.start) | options)
                if name == "request" and request.body is UNDEFINED:
                    self._open["."] = request
                return request
        options = second if isinstance(second, dict) else {}
        if isinstance(first, dict):
            first, options = first.get("url", UNDEFINED), first | options
        return _from_options("fetch call", first, options)

    def _batch(self, site: CallSite) -> Iterator[ScriptRequest]:
        """The requests of k6's `batch`: an array or an object of arrays of arguments, or of objects."""
        first = next(iter(self._arguments(site)), UNDEFINED)
        for each in first.values() if isinstance(first, dict) else first if isinstance(first, list) else ():
            if isinstance(each, list) and len(each) > 1:
                yield _in_order(each)
            elif isinstance(each, dict):
                options = each | (params if isinstance(params := each.get("params"), dict) else {})
                yield _from_options("request call", each.get("url", UNDEFINED), options | {"params": ""})

    def _posted(self, root: str, url: object, data: object, config: object) -> ScriptRequest:
        """`client.post(url, data, config)`, or `client.post(url, {json, headers})` of got and ky."""
        known = self._instance(root, len(self.values.outline.text))
        base, usual = known.get("baseURL", known.get("prefixUrl", "")), pairs(known.get("headers"))
        takes_options = isinstance(data, dict) and set(data) & _OPTIONS and not set(data) & _OF_BODY
        if takes_options and not isinstance(config, dict) and isinstance(data, dict):
            request = _from_options(_kind("post", root), with_base(base, url), data)
            request.headers = [*usual, *request.headers]
            return request
        config = config if isinstance(config, dict) else {}
        url = with_query(with_base(config.get("baseURL", base), url), config.get("params", ""))
        is_form = root in ("$", "jQuery") and isinstance(data, dict)
        return ScriptRequest(_kind("post", root), url, [*usual, *pairs(config.get("headers"))], data, is_form=is_form)

    def _configured(self, kind: str, options: dict[str, object]) -> ScriptRequest:
        url = options.get("url", options.get("uri", _address(options)))
        url = with_query(with_base(options.get("baseURL", ""), url), options.get("params", options.get("qs", "")))
        body = next((options[name] for name in ("data", "body", "json") if name in options), UNDEFINED)
        if body is True or (options.get("json") is True and "body" in options):
            body = options.get("body", UNDEFINED)
        headers = pairs(options.get("headers"))
        if "contentType" in options:
            headers.append(("content-type", options["contentType"]))
        method = options.get("method", options.get("type", "POST"))
        is_form = kind == "jQuery call" and isinstance(body, dict)
        return ScriptRequest(kind, url, headers, body, method, is_form)

    def _instance(self, root: str, before: int) -> dict[str, object]:
        """The defaults of a client, such as of `axios.create({baseURL})`."""
        name = root.split(".", maxsplit=1)[0]
        assigned = self.values.outline.assigned(name, before) if name else []
        made = next((each for each in reversed(assigned) if each.path == name), None)
        node = self.values.node_at(made.value_at) if made else None
        if node is None or node.shape is not Shape.CALL or not path_of(node.parts[0]).endswith((".create", ".extend")):
            return {}
        value = self.values.value(node.arguments[0]) if node.arguments else UNDEFINED
        return value if isinstance(value, dict) else {}

    def _step(self, site: CallSite, name: str) -> Iterator[ScriptRequest]:
        """One call of several that make a request together."""
        root = site.path.rpartition(".")[0] or "."
        arguments = self._arguments(site)
        request = self._open.get(root)
        if request is None and name in ("write", "end") and root != "." and arguments:
            # Node.js writes the body to what `https.request` returned.
            request = self._open.get(".")
            root = "." if request is not None else root
        if name == "open" and root != "." and len(arguments) > 1:
            self._open[root] = ScriptRequest("XMLHttpRequest", arguments[1], method=arguments[0])
        elif request is None:
            return
        elif name == "query":
            request.url = with_query(request.url, arguments[0] if arguments else "")
        elif name in ("setRequestHeader", "set") and arguments:
            is_pair = len(arguments) > 1 and isinstance(arguments[0], str)
            request.headers += [(str(arguments[0]), arguments[1])] if is_pair else pairs(arguments[0])
        elif name in ("send", "write") or (name == "end" and arguments):
            request.body = arguments[0] if arguments else request.body
            del self._open[root]
            yield request


def _in_order(arguments: list[object]) -> ScriptRequest:
    """A request of k6, whose arguments are the method, the URL, the body and what has the headers."""
    method, url, body, params = (arguments + [UNDEFINED] * 4)[:4]
    headers = pairs(params.get("headers")) if isinstance(params, dict) else []
    return ScriptRequest("request call", url, headers, body, method)


def _from_options(kind: str, url: object, options: dict[str, object]) -> ScriptRequest:
    body = next((options[name] for name in ("body", "json", "data", "form") if name in options), UNDEFINED)
    url = with_query(url, options.get("searchParams", options.get("params", options.get("query", ""))))
    default = "POST" if body is not UNDEFINED or kind != "fetch call" else "GET"
    headers = pairs(options.get("headers"))
    referrer = options.get("referrer")
    if isinstance(referrer, str) and referrer.startswith("http"):
        headers.append(("referer", referrer))
    return ScriptRequest(kind, url, headers, body, options.get("method", default))


def _address(options: dict[str, object]) -> object:
    """The URL of Node.js's options, which are a host and a path."""
    host, path = options.get("hostname", options.get("host", UNDEFINED)), options.get("path", UNDEFINED)
    if host is UNDEFINED or path is UNDEFINED:
        return UNDEFINED
    port = options.get("port", 443)
    where = [
        options.get("protocol", "https:"),
        "//",
        host,
        *([":", port] if str(port) not in ("80", "443") else []),
        path,
    ]
    return joined(where)


def _kind(name: str, root: str) -> str:
    if root in ("$", "jQuery") or name == "ajax":
        return "jQuery call"
    return "axios call" if "axios" in (name, root) else "request call"
