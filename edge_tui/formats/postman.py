"""Postman collections (v2.0 and v2.1), with their folders, variables and saved examples.

The shape is that of https://schema.postman.com/json/collection/v2.1.0/docs/index.html.
"""

from collections.abc import Iterator, Mapping

from edge_tui.formats.collection import SavedRequest, enabled_pairs, form_body, read_saved
from edge_tui.formats.reading import Reading
from edge_tui.model.exchange import Response, Timings
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, parse
from edge_tui.model.text import counted

_KIND = "Postman collection"
_MAX_FOLDERS = 30
# One of these members is in every file of Postman.
_MARKS = ('"item"', '"values"', '"requests"')


def read_collection(text: str) -> Reading | None:
    """The requests of a Postman collection; what another Postman file is; None for any other text."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{") or not any(mark in text for mark in _MARKS):
        return None
    document = parse(text.lstrip("\ufeff"))
    if isinstance(document, ParseError) or not isinstance(document, dict):
        return None
    scope = document.get("_postman_variable_scope")
    if scope in ("environment", "globals") or (scope is None and _looks_like_environment(document)):
        return _environment(document)
    collection = document["collection"] if isinstance(document.get("collection"), dict) else document
    if isinstance(collection.get("requests"), list) and isinstance(collection.get("order"), list):
        return Reading(
            "Postman collection v1", missing="This is a Postman collection of version 1.", fix="Export it as v2.1."
        )
    schema = at(collection, "/info/schema")
    if not isinstance(collection.get("item"), list) or not (isinstance(schema, str) and "postman" in schema):
        return None
    variables = _variables(collection.get("variable"), {})
    return read_saved(_KIND, _saved(collection["item"], "", variables, collection.get("auth"), _MAX_FOLDERS))


def _looks_like_environment(document: JsonObject) -> bool:
    values = document.get("values")
    is_list = isinstance(values, list) and bool(values) and all(isinstance(at(each, "/key"), str) for each in values)
    return is_list and isinstance(document.get("name"), str)


def _environment(document: JsonObject) -> Reading:
    values = document.get("values")
    count = len(values) if isinstance(values, list) else 0
    return Reading(
        "Postman environment",
        missing=f"This is a Postman environment: {counted(count, 'variable')} and no requests.",
        fix="Import the collection, and add the values with edge-tui profiles edit PROFILE --variable NAME=VALUE.",
    )


def _saved(
    items: list[JsonValue], folder: str, variables: Mapping[str, str], auth: JsonValue, depth: int
) -> Iterator[SavedRequest]:
    """The requests of a folder and of those in it; variables and authentication are inherited."""
    for item in items:
        if not isinstance(item, dict):
            continue
        name = item["name"] if isinstance(item.get("name"), str) else ""
        path = f"{folder} / {name}" if folder else name
        own = _variables(item.get("variable"), variables)
        own_auth = item.get("auth") or auth
        if isinstance(item.get("item"), list):
            if depth:
                yield from _saved(item["item"], path, own, own_auth, depth - 1)
        elif "request" in item:
            yield from _with_examples(item, path or "request", own, own_auth)


def _with_examples(
    item: JsonObject, name: str, variables: Mapping[str, str], auth: JsonValue
) -> Iterator[SavedRequest]:
    """A request, or each of its saved examples with the request that it was the response to."""
    listed = item.get("response")
    examples = [each for each in (listed if isinstance(listed, list) else []) if _response(each) is not None]
    if not examples:
        yield _request(item["request"], name, variables, auth, None)
    for example in examples:
        title = example["name"] if isinstance(example.get("name"), str) else "example"
        original = example.get("originalRequest") or item["request"]
        yield _request(original, f"{name} / {title}", variables, auth, _response(example))


def _request(
    request: JsonValue, name: str, variables: Mapping[str, str], auth: JsonValue, response: Response | None
) -> SavedRequest:
    parts = request if isinstance(request, dict) else {"url": request}
    method = parts.get("method")
    return SavedRequest(
        name,
        method if isinstance(method, str) else "GET",
        _url(parts.get("url")),
        tuple(enabled_pairs(parts.get("header"), "key")),
        _body(parts.get("body")),
        _token(parts.get("auth") or auth),
        variables,
        response,
    )


def _url(url: JsonValue) -> str:
    """The URL as it is written, else of its parts; path variables have a colon before their name."""
    if isinstance(url, str):
        return url
    if not isinstance(url, dict):
        return ""
    raw = url.get("raw")
    if not isinstance(raw, str):
        query = "&".join(f"{name}={value}" for name, value in enabled_pairs(url.get("query"), "key"))
        scheme = url["protocol"] if isinstance(url.get("protocol"), str) else "https"
        raw = f"{scheme}://{_joined(url.get('host'), '.')}/{_joined(url.get('path'), '/')}{'?' if query else ''}{query}"
    path = dict(enabled_pairs(url.get("variable"), "key"))
    return "/".join(path.get(each[1:], each) if each.startswith(":") else each for each in raw.split("/"))


def _joined(parts: JsonValue, separator: str) -> str:
    if isinstance(parts, str):
        return parts
    listed = parts if isinstance(parts, list) else []
    texts = (each if isinstance(each, str) else at(each, "/value") for each in listed)
    return separator.join(each for each in texts if isinstance(each, str))


def _body(body: JsonValue) -> str:
    if not isinstance(body, dict) or body.get("disabled"):
        return ""
    if body.get("mode") == "urlencoded":
        return form_body(enabled_pairs(body.get("urlencoded"), "key"))
    raw = body.get("raw")
    return raw if isinstance(raw, str) else ""


def _token(auth: JsonValue) -> str:
    """The token of a bearer authentication: a list of members in v2.1, an object in v2.0."""
    if not isinstance(auth, dict) or auth.get("type") != "bearer":
        return ""
    bearer = auth.get("bearer")
    token = dict(enabled_pairs(bearer, "key")).get("token") if isinstance(bearer, list) else at(bearer, "/token")
    return token if isinstance(token, str) else ""


def _response(example: JsonValue) -> Response | None:
    status = at(example, "/code")
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 999:
        return None
    body, elapsed = example.get("body"), example.get("responseTime")
    is_time = isinstance(elapsed, int | float) and not isinstance(elapsed, bool) and 0 <= elapsed < 1e9
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else b""
    headers = tuple(enabled_pairs(example.get("header"), "key"))
    return Response(status, headers, content, Timings(elapsed if is_time else 0.0))


def _variables(listed: JsonValue, inherited: Mapping[str, str]) -> dict[str, str]:
    """The variables that have a value; one that Postman keeps as a secret is left as a placeholder."""
    own = {}
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and item.get("type") != "secret" and not item.get("disabled"):
            name, value = item.get("key") or item.get("id"), item.get("value")
            if isinstance(name, str) and isinstance(value, str) and value:
                own[name] = value
    return {**inherited, **own}
