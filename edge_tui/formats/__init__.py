"""A request as something else. One module a format, listed in FORMATS: `render` writes, `parse` reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge_tui.formats import alloy, body, bundle, curl, har, httpie, python
from edge_tui.formats.imported import Implied, Imported
from edge_tui.model.exchange import Exchange

__all__ = ["FORMATS", "Format", "Implied", "Imported", "read", "render"]


class Render(Protocol):
    """Writes an exchange; without the token its place is marked, or a variable named."""

    def __call__(self, exchange: Exchange, *, token: str | None = None) -> str:
        """The exchange in a format."""


@dataclass(frozen=True, slots=True)
class Format:
    """`title` is what people read after *Copy as*; `suffix` is what a file of it ends in."""

    title: str
    suffix: str
    render: Render
    parse: Callable[[str], Imported | None] | None = None


FORMATS: dict[str, Format] = {
    "curl": Format("curl", ".sh", curl.render, curl.parse),
    "har": Format("HAR", ".har", har.render, har.parse),
    "httpie": Format("HTTPie", ".sh", httpie.render),
    "python": Format("Python", ".py", python.render),
    "alloy": Format("Web SDK call", ".js", alloy.render, alloy.parse),
    "bundle": Format("bundle", ".md", bundle.render, bundle.parse),
    "body": Format("body", ".json", body.render, body.parse),
}


def render(name: str, exchange: Exchange, *, token: str | None = None) -> str:
    """The exchange in a format of FORMATS; secrets are masked unless the token is given."""
    return FORMATS[name].render(exchange, token=token)


def read(text: str) -> tuple[Imported, ...]:
    """What a pasted text holds, in whichever format it is; several only from a HAR. Empty when nothing."""
    archive = har.parse_all(text)
    if archive:
        return archive
    readers = (each.parse for each in FORMATS.values() if each.parse is not None)
    return next(((found,) for reader in readers if (found := reader(text)) is not None), ())
