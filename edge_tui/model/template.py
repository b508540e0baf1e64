"""Event templates: a named starting point for a draft."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from edge_tui.model.json.document import JsonObject
from edge_tui.model.request import Action

# The title of a template by its name.
TitleOf = Callable[[str], str]


class Origin(StrEnum):
    """Where a template is from. With the same name, the project's overrides the user's, and that the shipped one."""

    SHIPPED = "shipped"
    USER = "user"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A template in a list: everything but its body, which is read when it is needed."""

    name: str
    title: str
    group: str
    summary: str
    action: Action = Action.INTERACT
    origin: Origin = Origin.SHIPPED
    shadows: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """All templates at one moment: the valid ones by group and title, and invalid files, each with its problem."""

    entries: tuple[TemplateEntry, ...]
    broken: tuple[tuple[Path, str], ...]


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

    @property
    def entry(self) -> TemplateEntry:
        """The template without its body."""
        return TemplateEntry(
            self.name, self.title, self.group, self.summary, self.action, self.origin, self.shadows, self.is_shared
        )


def words_of_name(name: str) -> str:
    """`page view`: what is shown of a template that isn't there."""
    return name.replace("-", " ")
