"""The origin of an event, and the values kept on this machine that it may read.

These are environment variables, variables of the profile and the visitor, the last response, and values that
were entered before. An event written here may read all of them except secrets. One from elsewhere (an import,
a file, a paste, a template of the project's folder) may read only those that the profile or the user allowed.
A permission is the name of an environment variable (`SHOP`), or the placeholder without its braces
(`var:shop`, `last:/handle/0/type`, `ask:order id`); at its end, an asterisk stands for any rest.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonValue, ParseError, parse, strings
from edge_tui.model.placeholders import SECRET_VARIABLES, Sources, find, is_allowed, without_json
from edge_tui.model.profile import Profile

_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\*?|(?:var|last|ask):[^\n]+")
_KEPT = ("var", "last", "ask")


def trusted(sources: Sources, draft: Draft, profile: Profile) -> Sources:
    """The sources with a draft's restrictions: one from elsewhere reads only the variables it was allowed."""
    return replace(sources, origin=draft.origin, allowed=(*profile.env, *draft.allowed))


def placeholders_in(draft: Draft) -> tuple[str, ...]:
    """The placeholders in a draft's event and headers as written, each once."""
    document = parse(draft.text)
    return _found(draft.text if isinstance(document, ParseError) else document, draft.headers)


def variables_in(document: JsonValue, headers: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The environment variables that a document and headers read, each once."""
    inner = (without_json(each[2:-2]).partition(":") for each in _found(document, headers))
    return tuple(dict.fromkeys(name.strip() for kind, _, name in inner if kind.strip() == "env" and name.strip()))


def permissions_in(document: JsonValue, headers: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The permissions that a document and headers need, each once: `SHOP`, `var:shop`."""
    headers = tuple(headers)
    inner = (without_json(each[2:-2]).partition(":") for each in _found(document, headers))
    kept = (f"{kind.strip()}:{name.strip()}" for kind, colon, name in inner if colon and kind.strip() in _KEPT)
    return (*variables_in(document, headers), *dict.fromkeys(kept))


def described(permissions: Iterable[str]) -> str:
    """What permissions are for: "the environment variable SHOP and the last response"."""
    names = tuple(permissions)
    environment = [name for name in names if not name.startswith(tuple(f"{kind}:" for kind in _KEPT))]
    groups = [_named("environment variable", environment)] if environment else []
    if variables := [name.removeprefix("var:") for name in names if name.startswith("var:")]:
        groups.append(_named("variable", variables))
    if any(name.startswith("last:") for name in names):
        groups.append("the last response")
    if prompted := [name.removeprefix("ask:") for name in names if name.startswith("ask:")]:
        groups.append(_named("value entered for", prompted, plural="values entered for"))
    return " and ".join([", ".join(groups[:-1]), groups[-1]] if len(groups) > 1 else groups)


def _named(noun: str, names: list[str], *, plural: str = "") -> str:
    return f"the {noun if len(names) == 1 else plural or noun + 's'} {', '.join(names)}"


def withheld(draft: Draft, profile: Profile) -> tuple[str, ...]:
    """The permissions a draft needs that the user has to give first."""
    if not draft.origin:
        return ()
    allowed = (*profile.env, *draft.allowed)
    names = permissions_in(parse(draft.text), draft.headers)
    return tuple(name for name in names if name.upper() not in SECRET_VARIABLES and not is_allowed(name, allowed))


def check_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns of permissions; raises `SetupError` for anything else."""
    checked = tuple(patterns)
    wrong = next((each for each in checked if not _PATTERN.fullmatch(each)), None)
    if wrong is not None:
        raise SetupError(
            f"{wrong!r} isn't the name of an environment variable.",
            "Use a name or a prefix, such as SHOP or ACME_*; var:NAME, last:* and ask:* allow other placeholders.",
        )
    return checked


def _found(document: JsonValue, headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    texts = [*([] if isinstance(document, ParseError) else strings(document)), *headers]
    return tuple(dict.fromkeys(match[0] for _, text in texts for match in find(text) if not match[1].startswith("!")))
