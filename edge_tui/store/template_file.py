"""What a template's file holds, and a template as the content of a file."""

import re

from edge_tui.model.document import JsonObject, kind_of, parse
from edge_tui.model.errors import SetupError
from edge_tui.model.request import Action
from edge_tui.model.template import Origin, Template
from edge_tui.store.names import near

_OWN_GROUP = "saved"
_ENVELOPE = frozenset({"event", "events", "xdm", "query", "meta", "identityMap", "consent", "data"})


def template_of(name: str, document: JsonObject, origin: Origin, group: str) -> Template:
    """A template of a file's members, in a group of its folder's. A request body alone is one too."""
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
    names = [str(action) for action in Action]
    if value in names:
        return Action(str(value))
    close = near(str(value), names)
    mean = f" Did you mean {close[0]}?" if close else ""
    raise SetupError(f"Its action is {value!r}; it can be {', '.join(names)}.{mean}")


def text_of(document: JsonObject, member: str) -> str:
    """A member that is a text, empty where it is missing. Raises `SetupError` for one that is anything else."""
    value = document.get(member, "")
    if not isinstance(value, str):
        raise SetupError(f"Its {member} is {kind_of(value)}, not a string.")
    return value.strip()


def file_of(template: Template, members: JsonObject) -> JsonObject:
    """The members of a template's file, those there were in their old order and with what nobody knows.

    It extends nothing any more: its body is whole.
    """
    known = {"title": template.title, "group": template.group, "summary": template.summary}
    if template.action is not Action.INTERACT or "action" in members:
        known["action"] = str(template.action)
    others = {name: value for name, value in members.items() if name not in ("body", "extends")}
    return {**others, **known, "body": template.body}


def members_of(content: bytes | None) -> JsonObject:
    """The members of the file that a template is saved over; none of what is no template's file."""
    document = parse((content or b"").decode("utf-8-sig", "replace"))
    if not isinstance(document, dict) or _ENVELOPE & document.keys():
        return {}
    return document if document.keys() & {"body", "extends"} else {}


def _title_of(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:]
