"""The surfaces that the Web SDK asks for (Personalization/utils/surfaceUtils.js of Adobe's Web SDK)."""

import re
from urllib.parse import urlsplit

from edge_tui.formats.scripts.computed import Computed, Mixed, joined

_SURFACE = re.compile(r"(\w+)://([^/#]+)(/[^#]*)?(#.*)?", re.ASCII)
_AUTHORITY = re.compile(r"(?:.*@)?(?:[a-z\d\u00a1-\uffff.-]+|\[[a-f\d:]+\])(?::\d+)?")
_PATH = re.compile(r"/(?:[/A-Za-z0-9_\u00a1-\uffff.~-]|%[a-fA-F\d]{2})*")
_FRAGMENT = re.compile(r"#(?:[/A-Za-z0-9_\u00a1-\uffff.~-]|%[a-fA-F\d]{2})+")
_PAGE = "page host and path, such as www.example.com/home"


def page_surface(url: object) -> str | Mixed:
    """The surface of a page by its URL; its host and path are asked for when the URL isn't known."""
    parts = None
    if isinstance(url, str):
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = None
    if parts is None or not parts.netloc or not parts.scheme.startswith("http"):
        return joined(["web://", Computed(_PAGE, -1)])
    host = parts.netloc.rpartition("@")[2].lower()
    default = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return f"web://{host.removesuffix(default) if default else host}{_normal(parts.path)}"


def expanded(surfaces: object, page: str | Mixed) -> tuple[list[object], list[str]]:
    """The surfaces as sent, and those that the SDK drops because it can't read them."""
    kept: list[object] = []
    dropped: list[str] = []
    for surface in surfaces if isinstance(surfaces, list) else []:
        if isinstance(surface, Computed | Mixed):
            kept.append(surface)
        elif isinstance(surface, str) and isinstance(page, Mixed) and _FRAGMENT.fullmatch(surface):
            kept.append(joined([page, surface]))
        elif isinstance(surface, str) and (
            normal := _read(surface if surface[:1] != "#" or isinstance(page, Mixed) else page + surface)
        ):
            kept.append(normal)
        else:
            dropped.append(str(surface))
    return kept, dropped


def _read(surface: str) -> str:
    """A surface in its normal form; empty when the SDK would reject it."""
    match = _SURFACE.fullmatch(surface)
    if match is None:
        return ""
    kind, authority, path, fragment = match[1].lower(), match[2].lower(), _normal(match[3] or "/"), match[4] or ""
    is_valid = kind in ("web", "webapp") and _AUTHORITY.fullmatch(authority) and _PATH.fullmatch(path)
    if not is_valid or (fragment and not _FRAGMENT.fullmatch(fragment)):
        return ""
    return f"{kind}://{authority}{path}{fragment}"


def _normal(path: str) -> str:
    return path.rstrip("/") or "/"
