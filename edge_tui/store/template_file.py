"""Converts template files to templates and back."""

import re

from edge_tui.model.encoding import decode_utf8
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import JsonObject, kind_of, parse
from edge_tui.model.request import Action
from edge_tui.model.template import Origin, Template

_OWN_GROUP = "saved"
_ENVELOPE = frozenset({"event", "events", "xdm", "query", "meta", "identityMap", "consent", "data"})


def template_of(name: str, document: JsonObject, origin: Origin, group: str) -> Template:
    """The template in a file; a bare request body is a template too. `group` is the folder's."""
    extends = isinstance(document.get("extends"), str)
    if ("body" not in document and not extends) or _ENVELOPE & document.keys():
        return Template(name, _title_of(name), group or _OWN_GROUP, "", document, origin=origin)
    body = document.get("body", {})
    if not isinstance(body, dict):
        raise SetupError(f"Its body is {kind_of(body)}, not an object.")
    return Template(
        name,
        text_of(document, "title") or _title_of(name),
        text_of(document, "group") or group or ("" if extends else _OWN_GROUP),
        text_of(document, "summary"),
        body,
        _action(document.get("action", "interact")),
        origin,
    )


def _action(value: object) -> Action:
    # For each file of a list: to list the endpoints, too, took half of its time.
    if isinstance(value, str) and value in Action.__members__.values():
        return Action(value)
    names = [str(action) for action in Action]
    from edge_tui.model.similar_names import near

    close = near(str(value), names)
    mean = f" Did you mean {close[0]}?" if close else ""
    raise SetupError(f"Its action is {value!r}. Allowed: {', '.join(names)}.{mean}")


def text_of(document: JsonObject, member: str) -> str:
    """A string member, empty if it is missing. Raises `SetupError` for any other value."""
    value = document.get(member, "")
    if not isinstance(value, str):
        raise SetupError(f"Its {member} is {kind_of(value)}, not a string.")
    return value.strip()


def file_of(template: Template, members: JsonObject) -> JsonObject:
    """The members to write to a template's file; existing members keep their order, unknown ones their values.

    `extends` is removed: the saved body is complete.
    """
    known = {"title": template.title, "group": template.group, "summary": template.summary}
    if template.action is not Action.INTERACT or "action" in members:
        known["action"] = str(template.action)
    others = {name: value for name, value in members.items() if name not in ("body", "extends")}
    return {**others, **known, "body": template.body}


def members_of(content: bytes | None) -> JsonObject:
    """The members of a file that a template is saved over; empty if the file isn't a template."""
    document = parse(decode_utf8(content or b"", "replace"))
    if not isinstance(document, dict) or _ENVELOPE & document.keys():
        return {}
    return document if document.keys() & {"body", "extends"} else {}


def _title_of(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:]
