"""Event templates: a named starting point for a draft."""

from dataclasses import dataclass
from enum import StrEnum

from edge_tui.model.document import JsonObject
from edge_tui.model.request import Action


class Origin(StrEnum):
    """Whose template it is. Of one name the project's comes before the user's, and that before the shipped one."""

    SHIPPED = "shipped"
    USER = "user"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Template:
    """A request body with placeholders in it, and when to use it.

    `name` is the file's name without `.json`; `body` is the document that goes into the
    editor, written in its v2 form. `is_shared` is whether any of it is from the project's folder,
    which others write too.
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
