"""What to record, as it is typed into a form."""

import re
import shlex
from urllib.parse import urlsplit

from edge_tui.model.errors import FieldError
from edge_tui.workspace.site_recording import SiteOptions, Target

_MAX_NAME = 100
# It becomes the name of a folder.
_FOLDER = re.compile(r"\w[\w-]{0,60}", re.ASCII)


def read_url(text: str) -> str:
    """A site's address as it is typed, `https://` added where there is none. Raises `FieldError`."""
    url = text.strip()
    if not url:
        raise FieldError("The recording", "url", "is empty", "Write the address of the page to open.")
    if "://" not in url:
        host = url.partition("/")[0].partition(":")[0]
        url = f"{'http' if host in ('localhost', '127.0.0.1') else 'https'}://{url}"
    try:
        parts = urlsplit(url)
        port_problem = parts.port == 0
    except ValueError:
        port_problem, parts = True, urlsplit("")
    if (
        port_problem
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or any(each.isspace() for each in url)
    ):
        raise FieldError("The recording", "url", "isn't a web address", "Write one such as https://www.example.com/.")
    return url


def read_arguments(text: str) -> tuple[str, ...]:
    """Arguments as a shell splits them. Raises `FieldError`."""
    try:
        arguments = tuple(shlex.split(text))
    except ValueError:
        raise FieldError("The recording", "arguments", "have a quote without its other half", "Add it.") from None
    if wrong := next((each for each in arguments if not each.startswith("-")), None):
        raise FieldError(
            "The recording", "arguments", f"have {wrong!r}, which isn't one", "Each begins with --, as in --no-sandbox."
        )
    return arguments


def read_options(texts: dict[str, str]) -> SiteOptions:
    """The options of a form's texts. Raises `FieldError` with the name of the field."""
    name = texts.get("name", "").strip()
    if len(name) > _MAX_NAME or not (name.isprintable() or not name):
        raise FieldError("The recording", "name", f"is longer than {_MAX_NAME} characters", "Choose a shorter one.")
    target, value = Target(texts.get("target", Target.SITE).partition(":")[0]), ""
    if target is Target.PROFILE:
        value = texts["target"].partition(":")[2]
    elif target is Target.DATASTREAM:
        value = texts.get("datastream", "").strip()
        if not value or any(each.isspace() for each in value):
            raise FieldError("The recording", "datastream", "is empty", "Write the ID of the datastream to send to.")
    folder = texts.get("folder", "").strip()
    if folder and not _FOLDER.fullmatch(folder):
        raise FieldError("The recording", "folder", "isn't a name", "Use letters, digits, hyphens and underscores.")
    return SiteOptions(
        urls=(read_url(texts.get("url", "")),),
        name=name,
        browser=texts.get("browser", "").strip(),
        arguments=read_arguments(texts.get("arguments", "")),
        headless=texts.get("window") == "headless",
        profile_folder=folder,
        target=target,
        target_value=value,
    )
