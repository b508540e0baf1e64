"""A profile with the fields that were given on the command line."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from edge_tui.model.profile import ApiVersion, Authentication, Environment, Profile

_CHOICES = {"api_version": ApiVersion, "environment": Environment, "authentication": Authentication}
_OF_CREDENTIALS = ("client_id", "ims_url")


def with_fields(profile: Profile, fields: Mapping[str, Any]) -> Profile:
    """The profile with every field that is not None; `scopes` may be joined by commas or blanks."""
    given = {name: value for name, value in fields.items() if value is not None and value != ()}
    scopes = tuple(scope for text in given.pop("scopes", ()) for scope in text.replace(",", " ").split())
    in_credentials = {name: given.pop(name) for name in _OF_CREDENTIALS if name in given}
    if scopes:
        in_credentials["scopes"] = scopes
    chosen: dict[str, Any] = {
        name: _CHOICES[name](value) if name in _CHOICES else value for name, value in given.items()
    }
    return replace(profile, **chosen, credentials=replace(profile.credentials, **in_credentials))
