"""The origin of an event and the environment variables it may read.

An event written here may read any variable except secrets. One from elsewhere (an import, a file, a paste, a
template of the project's folder) may read only those that the profile or the user allowed by name.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonValue, ParseError, parse, strings
from edge_tui.model.placeholders import SECRET_VARIABLES, Sources, find, is_allowed
from edge_tui.model.profile import Profile

_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\*?")


def trusted(sources: Sources, draft: Draft, profile: Profile) -> Sources:
    """The sources with a draft's restrictions: one from elsewhere reads only the variables it was allowed."""
    return replace(sources, origin=draft.origin, allowed=(*profile.env, *draft.allowed))


def placeholders_in(draft: Draft) -> tuple[str, ...]:
    """The placeholders in a draft's event and headers as written, each once."""
    document = parse(draft.text)
    return _found(draft.text if isinstance(document, ParseError) else document, draft.headers)


def variables_in(document: JsonValue, headers: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The environment variables that a document and headers read, each once."""
    inner = (each[2:-2].strip().partition(":") for each in _found(document, headers))
    return tuple(dict.fromkeys(name.strip() for kind, _, name in inner if kind.strip() == "env" and name.strip()))


def withheld(draft: Draft, profile: Profile) -> tuple[str, ...]:
    """The environment variables a draft reads that the user has to allow first."""
    if not draft.origin:
        return ()
    allowed = (*profile.env, *draft.allowed)
    names = variables_in(parse(draft.text), draft.headers)
    return tuple(name for name in names if name.upper() not in SECRET_VARIABLES and not is_allowed(name, allowed))


def check_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns, each a variable's name or a prefix with an asterisk; raises `SetupError` for any other."""
    checked = tuple(patterns)
    wrong = next((each for each in checked if not _PATTERN.fullmatch(each)), None)
    if wrong is not None:
        raise SetupError(
            f"{wrong!r} isn't the name of an environment variable.", "Use a name or a prefix, such as SHOP or ACME_*."
        )
    return checked


def _found(document: JsonValue, headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    texts = [*([] if isinstance(document, ParseError) else strings(document)), *headers]
    return tuple(dict.fromkeys(match[0] for _, text in texts for match in find(text) if not match[1].startswith("!")))
