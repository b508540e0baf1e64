"""Export and import formats for requests. One module per format, registered in FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge_tui.formats import alloy, body, bundle, curl, har, httpie, log, python
from edge_tui.formats.imported import Implied, Imported
from edge_tui.formats.reading import Reading
from edge_tui.model.exchange import Exchange

__all__ = ["FORMATS", "Format", "Implied", "Imported", "Reading", "read", "render"]

_FIX = "Pass a curl command, a HAR, a Web SDK call, a bundle, a log, or a request body as JSON."


class Render(Protocol):
    """Writes an exchange; without a token it is masked, or an environment variable is referenced."""

    def __call__(self, exchange: Exchange, *, token: str | None = None) -> str:
        """The exchange in a format."""


@dataclass(frozen=True, slots=True)
class Format:
    """`title` is the name on screen after *Copy as*; `suffix` is the file extension."""

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
    """The exchange in a format of FORMATS; secrets are masked, except for a given token."""
    return FORMATS[name].render(exchange, token=token)


def read(text: str) -> Reading:
    """The requests in a pasted text of any format; what it was instead when there are none."""
    archive = har.parse_all(text)
    if archive:
        return Reading("HAR file", archive)
    for each in FORMATS.values():
        if each.parse is not None and (found := each.parse(text)) is not None:
            return Reading(each.title, (found,))
    return log.read_requests(text) or Reading("text", missing="Not recognized as an Edge Network request.", fix=_FIX)
