"""Converts profiles to TOML tables and back; errors name the file, the profile and the key."""

import json
import math
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from edge_tui.model.errors import FieldError, SetupError
from edge_tui.model.json.document import kind_of
from edge_tui.model.profile import (
    EMULATOR,
    UPSTREAMS,
    ApiVersion,
    Authentication,
    Credentials,
    Environment,
    Profile,
)
from edge_tui.model.trust import check_patterns

SECRETS = ("client_secret", "access_token")

_SEGMENT = re.compile(r"[A-Za-z0-9._~-]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_DATASTREAM_ID = re.compile(r"[\w.:-]+", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_MAX_TIMEOUT_SECONDS = 600
_MAX_RESPONSE_MB_LIMIT = 1024
_Choice = TypeVar("_Choice", bound=StrEnum)


def table_of(profile: Profile) -> dict[str, Any]:
    """A profile's keys and values as written; its name is the table's, not a key."""
    return {
        "url": profile.url,
        "base_path": profile.base_path,
        "api_version": str(profile.api_version),
        "datastream_id": profile.datastream_id,
        "org_id": profile.org_id,
        "environment": str(profile.environment),
        "authentication": str(profile.authentication),
        "client_id": profile.credentials.client_id,
        "scopes": list(profile.credentials.scopes),
        "ims_url": profile.credentials.ims_url,
        "timeout_seconds": profile.timeout_seconds,
        "max_response_mb": profile.max_response_mb,
        "config_overrides": _overrides_written(profile.config_overrides),
        "site_domain": profile.site_domain,
        "keeps_history": profile.keeps_history,
        "variables": dict(profile.variables),
        "schema": profile.schema,
        "upstreams": list(profile.upstreams),
        "env": list(profile.env),
    }


def profile_of(name: str, table: object, file: Path) -> Profile:
    """The profile in a table; missing keys have their defaults, unknown keys have no effect (`unknown_keys`)."""
    return _Reader(name, table, file).profile()


def unknown_keys(name: str, table: Mapping[str, Any], file: Path) -> tuple[str, ...]:
    """A warning for each key that no profile has, with the keys nearest to it."""
    known = tuple(table_of(Profile("")))
    return tuple(_unknown_key(name, key, known, file) for key in table if key not in known)


def _unknown_key(name: str, key: str, known: tuple[str, ...], file: Path) -> str:
    from edge_tui.model.similar_names import did_you_mean

    nearest = did_you_mean(key, known) or f"The keys are {', '.join(known)}."
    return f"{file}, profile {name}: {key} isn't a key of a profile, so it has no effect. {nearest}"


class _Reader:
    """Reads one table; every error begins with the file and the profile."""

    def __init__(self, name: str, table: object, file: Path) -> None:
        self._where = f"{file}, profile {name}"
        self._name = name
        if not isinstance(table, Mapping):
            raise SetupError(f"{file}: profiles.{name} isn't a table.", f"Write its keys under [profiles.{name}].")
        self._table: Mapping[str, Any] = table

    def profile(self) -> Profile:
        self._check_name()
        self._refuse_secrets()
        plain = Profile("")
        return Profile(
            name=self._name,
            url=self._url("url", plain.url),
            base_path=self._base_path(plain.base_path),
            api_version=self._choice("api_version", ApiVersion, plain.api_version),
            datastream_id=self._datastream_id(),
            org_id=self._identifier("org_id"),
            environment=self._choice("environment", Environment, plain.environment),
            authentication=self._choice("authentication", Authentication, plain.authentication),
            credentials=Credentials(
                self._identifier("client_id"), self._scopes(), self._url("ims_url", plain.credentials.ims_url)
            ),
            timeout_seconds=self._timeout(plain.timeout_seconds),
            max_response_mb=self._max_response_mb(plain.max_response_mb),
            config_overrides=self._overrides(),
            site_domain=self._domain(),
            keeps_history=self._boolean("keeps_history", default=plain.keeps_history),
            variables=self._variables(),
            schema=self._text("schema", ""),
            upstreams=self._upstreams(),
            env=self._env(),
        )

    def _error(self, key: str, what: str, how: str) -> SetupError:
        return FieldError(self._where, key, what, how)

    def _check_name(self) -> None:
        if not self._name.strip():
            raise SetupError("A profile needs a name.", "Use letters, digits and hyphens.")
        if not self._name.strip() or self._name != self._name.strip() or not self._name.isprintable():
            raise SetupError(f"{self._name!r} can't be the name of a profile.", "Use letters, digits and hyphens.")

    def _refuse_secrets(self) -> None:
        for key in SECRETS:
            if key in self._table:
                from edge_tui.model.command_line import command_line

                login = command_line("edge-tui", "profiles", "login", self._name)
                raise self._error(
                    key,
                    "is a secret, and secrets belong in the system keyring, never in this file",
                    f"Remove it, then store it with `{login}`.",
                )

    def _text(self, key: str, default: str) -> str:
        value = self._table.get(key, default)
        if not isinstance(value, str):
            raise self._error(key, f"is {kind_of(value)}", "Write a string in quotes.")
        if not (value.isprintable() and value == value.strip()):
            raise self._error(key, "has spaces around it or control characters in it", "Remove them.")
        return value

    def _datastream_id(self) -> str:
        """An emulator's may be any name; no datastream has an ID with spaces or brackets in it."""
        value = self._text("datastream_id", "")
        if value and not _DATASTREAM_ID.fullmatch(value):
            how = "Copy it from the datastream: a UUID, also with :dev or :stage."
            raise self._error("datastream_id", f"is {value!r}, which isn't a datastream ID", how)
        return value

    def _identifier(self, key: str) -> str:
        """An ID that may also be sent as a header."""
        value = self._text(key, "")
        if not value:
            return value
        from edge_tui.model.secret_text import identifier_problem

        if problem := identifier_problem(value):
            raise self._error(key, problem, "It is sent as a header: use ASCII letters, digits and punctuation.")
        return value

    def _choice(self, key: str, choices: type[_Choice], default: _Choice) -> _Choice:
        value = self._text(key, default)
        try:
            return choices(value)
        except ValueError:
            names = [str(choice) for choice in choices]
            from edge_tui.model.similar_names import near

            close = near(value, names)
            how = f"Did you mean {close[0]}? " if close else ""
            raise self._error(key, f"is {value!r}", f"{how}Allowed: {', '.join(names)}.") from None

    def _url(self, key: str, default: str) -> str:
        value = self._text(key, default)
        if value == EMULATOR:
            return value
        how = "Write a scheme, a host and optionally a port, such as https://edge.adobedc.net, or `emulator`."
        try:
            parts = urlsplit(value)
            port_is_valid = parts.port is None or parts.port > 0
        except ValueError:
            raise self._error(key, f"is {value!r}, which isn't a URL", how) from None
        if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_valid or " " in value:
            raise self._error(key, f"is {value!r}, which isn't an http or https URL", how)
        if parts.username is not None or parts.password is not None:
            raise self._error(key, "contains a user name or a password", how)
        if parts.path.strip("/") or parts.query or parts.fragment:
            hint = "The API's path is added to it: put a custom path into base_path."
            raise self._error(key, f"is {value!r}, with more than a host", hint)
        return value

    def _base_path(self, default: str) -> str:
        value = self._text("base_path", default)
        inner = value.strip("/")
        if inner and not all(_SEGMENT.fullmatch(segment) for segment in inner.split("/")):
            raise self._error(
                "base_path", f"is {value!r}", "Write path segments such as ee or my/path, or leave it empty."
            )
        return inner

    def _domain(self) -> str:
        value = self._text("site_domain", "").lower().lstrip(".")
        if value and not _DOMAIN.fullmatch(value):
            raise self._error("site_domain", f"is {value!r}", "Write only the website's domain, such as acme.example.")
        return value

    def _boolean(self, key: str, *, default: bool) -> bool:
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            raise self._error(key, f"is {kind_of(value)}", "Write true or false.")
        return value

    def _scopes(self) -> tuple[str, ...]:
        value = self._table.get("scopes", list(Credentials().scopes))
        scopes = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        if not isinstance(scopes, list) or not all(isinstance(scope, str) and scope for scope in scopes):
            raise self._error(
                "scopes", f"is {kind_of(value)}", 'Write an array of strings, such as ["openid", "AdobeID"].'
            )
        return tuple(scopes)

    def _timeout(self, default: float) -> float:
        value = self._table.get("timeout_seconds", default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error("timeout_seconds", f"is {kind_of(value)}", "Write a number of seconds.")
        if not 0 < value <= _MAX_TIMEOUT_SECONDS:
            raise self._error(
                "timeout_seconds", f"is {value}", f"Use more than 0 and at most {_MAX_TIMEOUT_SECONDS} seconds."
            )
        return float(value)

    def _max_response_mb(self, default: float) -> float:
        value = self._table.get("max_response_mb", default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error("max_response_mb", f"is {kind_of(value)}", "Write a number of megabytes.")
        if not 0 < value <= _MAX_RESPONSE_MB_LIMIT:
            how = f"Use more than 0 and at most {_MAX_RESPONSE_MB_LIMIT} megabytes."
            raise self._error("max_response_mb", f"is {value}", how)
        return float(value)

    def _variables(self) -> dict[str, str]:
        value = self._table.get("variables", {})
        how = 'Write a table of strings: order_prefix = "A-"'
        if not isinstance(value, Mapping):
            raise self._error("variables", f"is {kind_of(value)}", how)
        wrong = next((name for name, text in value.items() if not isinstance(text, str)), None)
        if wrong is not None:
            raise self._error("variables", f"has {kind_of(value[wrong])} at {wrong}", how)
        return {str(name): str(text) for name, text in value.items()}

    def _env(self) -> tuple[str, ...]:
        value = self._table.get("env", [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self._error("env", f"is {kind_of(value)}", 'Write an array of names: ["SHOP", "ACME_*"]')
        try:
            return tuple(dict.fromkeys(check_patterns(value)))
        except SetupError as error:
            raise self._error("env", f"is wrong: {error.what.rstrip('.')}", error.how) from None

    def _upstreams(self) -> tuple[str, ...]:
        value = self._table.get("upstreams", [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self._error("upstreams", f"is {kind_of(value)}", 'Write an array of names: ["analytics", "target"]')
        unknown = next((name for name in value if name not in UPSTREAMS), None)
        if unknown is not None:
            from edge_tui.model.similar_names import did_you_mean

            how = f"{did_you_mean(unknown, UPSTREAMS)} Services: {', '.join(UPSTREAMS)}.".strip()
            raise self._error("upstreams", f"names {unknown!r}, which isn't a service of a datastream", how)
        return tuple(dict.fromkeys(value))

    def _overrides(self) -> dict[str, Any]:
        value = self._table.get("config_overrides", {})
        if isinstance(value, str):
            try:
                value = json.loads(value or "{}")
            except ValueError:
                raise self._error("config_overrides", "isn't JSON", "Write a table, or JSON in quotes.") from None
        if not isinstance(value, dict):
            raise self._error("config_overrides", f"is {kind_of(value)}", "Write a table, or a JSON object in quotes.")
        if not _is_json(value):
            raise self._error(
                "config_overrides", "has a date, a time, infinity or NaN", "JSON doesn't have these: use a string."
            )
        return value


def _overrides_written(overrides: Mapping[str, Any]) -> str:
    """Overrides as JSON text: TOML has no null, and users copy them from JSON."""
    return json.dumps(dict(overrides), indent=2, ensure_ascii=False) if overrides else ""


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_json(member) for member in value.values())
    if isinstance(value, list):
        return all(_is_json(item) for item in value)
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
