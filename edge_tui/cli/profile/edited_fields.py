"""A profile changed by command-line options."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_tui.model.profile import FIELD_LABELS, ApiVersion, Authentication, Environment, Profile
from edge_tui.model.trust import check_patterns
from edge_tui.model.variables import read_variables

if TYPE_CHECKING:
    from edge_tui.model.profile_gaps import Gap

_CHOICES = {"api_version": ApiVersion, "environment": Environment, "authentication": Authentication}
# By the fields that a gap may be of.
_OPTIONS = {
    "datastream_id": "--datastream-id",
    "org_id": "--org-id",
    "url": "--url",
    "site_domain": "--site-domain",
    "authentication": "--auth",
    "client_id": "--client-id",
    "scopes": "--scope",
    "ims_url": "--ims-url",
}
_OF_CREDENTIALS = ("client_id", "ims_url")


def with_fields(profile: Profile, fields: Mapping[str, Any]) -> Profile:
    """The profile with every field that isn't None; scopes and upstreams may be separated by commas or spaces.

    The schema's path is made absolute, since the next command may run in another folder.
    """
    given = {name: value for name, value in fields.items() if value is not None and value != ()}
    if "variables" in given:
        given["variables"] = _with_variables(profile.variables, given["variables"])
    if "env" in given:
        given["env"] = _with_names(profile.env, given["env"])
    if "upstreams" in given:
        given["upstreams"] = tuple(given["upstreams"].replace(",", " ").split())
    if given.get("schema"):
        given["schema"] = str(Path(given["schema"]).expanduser().absolute())
    scopes = tuple(scope for text in given.pop("scopes", ()) for scope in text.replace(",", " ").split())
    in_credentials = {name: given.pop(name) for name in _OF_CREDENTIALS if name in given}
    if scopes:
        in_credentials["scopes"] = scopes
    chosen: dict[str, Any] = {
        name: _CHOICES[name](value) if name in _CHOICES else value for name, value in given.items()
    }
    return replace(profile, **chosen, credentials=replace(profile.credentials, **in_credentials))


def say_doubts(profile: Profile, given: Iterable[str] = ()) -> None:
    """Says on standard error what can't work, or is unlikely to, with the options that change it.

    The profile is saved all the same, since a script may fill it in step by step. If fields are `given`, only what is
    said of these counts.
    """
    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.profile_gaps import doubts, gaps

    names = set(given)
    for gap in (*gaps(profile), *doubts(profile)):
        if not names or gap.field in names:
            say(gap_sentence(gap))


def gap_sentence(gap: "Gap") -> str:
    """What is wrong with a field, and the option that changes it."""
    return f"{FIELD_LABELS[gap.field]} {gap.problem}: change it with {_OPTIONS[gap.field]}. {gap.how}"


def _with_names(names: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    """The names plus the given ones; `NAME=` removes a name."""
    given = tuple(given)
    removed = {each.removesuffix("=") for each in given if each.endswith("=")}
    added = check_patterns(each for each in given if not each.endswith("="))
    return tuple(dict.fromkeys(name for name in (*names, *added) if name not in removed))


def _with_variables(variables: Mapping[str, str], given: Iterable[str]) -> Mapping[str, str]:
    changed = {**variables, **read_variables("\n".join(given))}
    return {name: value for name, value in changed.items() if value}
