"""Insomnia exports: format 4, a flat list of resources with the ID of their parent, and format 5, a tree in YAML.

The shapes are those of Insomnia's documentation (Import and export reference), and of the files that
Insomnia 11 writes.
"""

import re
from collections.abc import Iterator, Mapping

from edge_tui.formats.collection import SavedRequest, enabled_pairs, form_body, read_saved
from edge_tui.formats.reading import Reading
from edge_tui.formats.yaml_document import YamlError, read_yaml
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, parse

_KIND = "Insomnia export"
_YAML = re.compile(r"^type:\s*[\"']?[\w.-]*insomnia\.rest/5|^_type:\s*export\s*$", re.MULTILINE)
_FIX = "In Insomnia, export the collection as Insomnia v5 or v4."
_MAX_DEPTH = 30


def read_export(text: str) -> Reading | None:
    """The requests of an Insomnia export; None for any other text."""
    if not text.lstrip().startswith("{") and _YAML.search(text[:2000]):
        return _read_yaml(text)
    if '"__export_format"' not in text:
        return None
    document = parse(text.lstrip("\ufeff"))
    return None if isinstance(document, ParseError) or not isinstance(document, dict) else _read_resources(document)


def _read_yaml(text: str) -> Reading:
    try:
        document = read_yaml(text)
    except YamlError as error:
        return Reading(_KIND, missing=f"The {_KIND} can't be read: {error}.", fix=_FIX)
    if not isinstance(document, dict):
        return Reading(_KIND, missing=f"The {_KIND} has no requests.", fix=_FIX)
    if "resources" in document:
        return _read_resources(document)
    return read_saved(_KIND, _saved_in(document.get("collection"), [], _base_variables(document)))


def _base_variables(document: JsonObject) -> dict[str, str]:
    """Those of the base environment; which other environment is chosen isn't exported."""
    return dict(_flat(at(document, "/environments/data")))


def _saved_in(items: JsonValue, folders: list[JsonObject], variables: Mapping[str, str]) -> Iterator[SavedRequest]:
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        if "children" in item or "url" not in item:
            if len(folders) < _MAX_DEPTH:
                inner = {**variables, **dict(_flat(item.get("environment")))}
                yield from _saved_in(item.get("children"), [*folders, item], inner)
            continue
        yield _saved_request(item, folders, variables)


def _read_resources(document: JsonObject) -> Reading:
    if document.get("__export_format") != 4:
        return Reading(_KIND, missing="This is an Insomnia export of another format than 4.", fix=_FIX)
    listed = document.get("resources")
    resources = {
        each["_id"]: each
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and isinstance(each.get("_id"), str)
    }
    return read_saved(_KIND, _saved(resources))


def _saved(resources: Mapping[str, JsonObject]) -> Iterator[SavedRequest]:
    for resource in resources.values():
        if resource.get("_type") != "request":
            continue
        folders = list(_parents(resource, resources))
        yield _saved_request(resource, folders, _variables(folders, resources))


def _saved_request(resource: JsonObject, folders: list[JsonObject], variables: Mapping[str, str]) -> SavedRequest:
    names = [name for each in folders if isinstance(name := each.get("name"), str)]
    name = resource.get("name")
    method = resource.get("method")
    return SavedRequest(
        " / ".join([*names, name if isinstance(name, str) else "request"]),
        method if isinstance(method, str) else "GET",
        _url(resource),
        tuple(pair for each in (*folders, resource) for pair in enabled_pairs(each.get("headers"), "name")),
        _body(resource.get("body")),
        next((token for each in (resource, *reversed(folders)) if (token := _token(each))), ""),
        variables,
    )


def _parents(resource: JsonObject, resources: Mapping[str, JsonObject]) -> list[JsonObject]:
    """The folders that hold a request, outermost first."""
    folders: list[JsonObject] = []
    parent = resource.get("parentId")
    while isinstance(parent, str) and parent in resources and len(folders) < _MAX_DEPTH:
        holder = resources[parent]
        if holder.get("_type") != "request_group":
            break
        folders.insert(0, holder)
        parent = holder.get("parentId")
    return folders


def _url(resource: JsonObject) -> str:
    url = resource["url"] if isinstance(resource.get("url"), str) else ""
    query = "&".join(f"{name}={value}" for name, value in enabled_pairs(resource.get("parameters"), "name"))
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _body(body: JsonValue) -> str:
    text = at(body, "/text")
    return text if isinstance(text, str) else form_body(enabled_pairs(at(body, "/params"), "name"))


def _token(resource: JsonObject) -> str:
    auth = resource.get("authentication")
    token = at(auth, "/token") if isinstance(auth, dict) and not auth.get("disabled") else None
    return token if isinstance(token, str) and at(auth, "/type") == "bearer" else ""


def _variables(folders: list[JsonObject], resources: Mapping[str, JsonObject]) -> dict[str, str]:
    """Those of the base environment and of the folders; which other environment is chosen isn't exported."""
    values: dict[str, str] = {}
    for each in resources.values():
        holder = resources.get(str(each.get("parentId")))
        if each.get("_type") == "environment" and (holder is None or holder.get("_type") == "workspace"):
            values.update(_flat(each.get("data")))
    for folder in folders:
        values.update(_flat(folder.get("environment")))
    return values


def _flat(data: JsonValue, before: str = "", depth: int = 5) -> Iterator[tuple[str, str]]:
    """`{"edge": {"host": "a"}}` as `edge.host`."""
    for name, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, str) and value:
            yield f"{before}{name}", value
        elif depth:
            yield from _flat(value, f"{before}{name}.", depth - 1)
