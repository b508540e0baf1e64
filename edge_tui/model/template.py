"""Event templates: a named starting point for a draft."""

from dataclasses import dataclass
from enum import StrEnum

from edge_tui.model.json.document import JsonObject
from edge_tui.model.request import Action


class Origin(StrEnum):
    """Where a template is from. With the same name, the project's overrides the user's, and that the shipped one."""

    SHIPPED = "shipped"
    USER = "user"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Template:
    """A request body with placeholders, and when to use it.

    `name` is the file's name without `.json`; `body` is the document for the editor, in its v2 form.
    `shadows` is whether it overrides one of another origin. `is_shared` is whether any part of it is
    from the project's folder, which others write to as well.
    """

    name: str
    title: str
    group: str
    summary: str
    body: JsonObject
    action: Action = Action.INTERACT
    origin: Origin = Origin.SHIPPED
    shadows: bool = False
    is_shared: bool = False
