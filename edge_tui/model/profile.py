"""A profile: a datastream, its gateway, and how to authenticate. Never contains secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

EDGE_URL = "https://edge.adobedc.net"
IMS_URL = "https://ims-na1.adobelogin.com"

# The gateway inside this process; requests to it have EMULATOR_BASE as their URL.
EMULATOR = "emulator"
EMULATOR_BASE = "http://emulator"
EMULATOR_ORG_ID = "0E0F1A2B3C4D5E6F7A8B9C0D@AdobeOrg"
EMULATOR_DATASTREAM_ID = "5f1c0000-0000-4000-8000-000000000001"

# The services a datastream can have; the emulator has a module for each.
UPSTREAMS = (
    "experience_platform",
    "analytics",
    "target",
    "audience_manager",
    "event_forwarding",
    "identity",
    "consent",
    "edge_segmentation",
    "edge_destinations",
    "offer_decisioning",
    "journey_optimizer",
    "media",
)

# A larger response isn't read to its end; a gateway's are some kilobytes.
DEFAULT_MAX_RESPONSE_MB = 64.0

_DATASTREAM_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?::[A-Za-z0-9_-]+)?")
DEFAULT_SCOPES = ("openid", "AdobeID", "read_organizations", "additional_info.projectedProductContext", "session")

# The fields' names on screen.
FIELD_LABELS = {
    "name": "Name",
    "environment": "Environment",
    "datastream_id": "Datastream ID",
    "org_id": "Organization ID",
    "url": "Gateway URL",
    "base_path": "Base path",
    "api_version": "API version",
    "timeout_seconds": "Timeout, s",
    "max_response_mb": "Largest response, MB",
    "site_domain": "Site domain",
    "keeps_history": "History",
    "authentication": "Authentication",
    "credentials": "Credentials",
    "client_id": "Client ID",
    "client_secret": "Client secret",
    "scopes": "Scopes",
    "ims_url": "IMS URL",
    "access_token": "Access token",
    "upstreams": "Upstreams",
    "schema": "XDM schema",
    "variables": "Variables",
    "env": "Environment variables",
    "config_overrides": "Overrides",
}


class ApiVersion(StrEnum):
    """v2 takes one `event` and `datastreamId`, v1 takes `events[]` and `configId`."""

    V1 = "v1"
    V2 = "v2"


class Environment(StrEnum):
    """The environment: production asks for confirmation before the first send of a run."""

    DEV = "dev"
    STAGE = "stage"
    PROD = "prod"

    @property
    def shown(self) -> str:
        """The environment, for people: production is in capitals."""
        return "PROD" if self is Environment.PROD else str(self)


class Authentication(StrEnum):
    """How requests authenticate: not at all, with a pasted access token, or OAuth server-to-server."""

    NONE = "none"
    TOKEN = "token"
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The caller's public identification. The client secret and the token are in the keyring, never here.

    `client_id` is also sent as `x-api-key`; `scopes` are sent to IMS joined by commas.
    """

    client_id: str = ""
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    ims_url: str = IMS_URL


@dataclass(frozen=True, slots=True)
class Profile:
    """How to reach one datastream.

    `url` is scheme, host and optional port, or `emulator` for the built-in gateway.
    `base_path` precedes hint and version in the path and may be empty. `config_overrides` go into
    `meta.configOverrides` of events that don't set it. `site_domain` is the domain of the visitors'
    website, such as `acme.example`: a gateway on it is first-party and receives cookies.
    `keeps_history` is False when exchanges aren't recorded. `variables` are the values of
    `{{var:NAME}}`, `schema` is the path of a custom JSON Schema for `xdm`. `upstreams` are the
    services of the datastream, from UPSTREAMS; empty when unknown. `max_response_mb` limits the
    response body, both compressed and decompressed. `env` are the environment variables that events
    from elsewhere may read: names, or prefixes such as `ACME_*`.
    """

    name: str
    url: str = EDGE_URL
    base_path: str = "ee"
    api_version: ApiVersion = ApiVersion.V2
    datastream_id: str = ""
    org_id: str = ""
    environment: Environment = Environment.DEV
    authentication: Authentication = Authentication.NONE
    credentials: Credentials = field(default_factory=Credentials)
    timeout_seconds: float = 10.0
    config_overrides: Mapping[str, Any] = field(default_factory=dict)
    site_domain: str = ""
    keeps_history: bool = True
    variables: Mapping[str, str] = field(default_factory=dict)
    schema: str = ""
    upstreams: tuple[str, ...] = ()
    max_response_mb: float = DEFAULT_MAX_RESPONSE_MB
    env: tuple[str, ...] = ()

    @property
    def is_emulated(self) -> bool:
        """Whether the gateway is the one inside this process."""
        return self.url == EMULATOR

    @property
    def environment_name(self) -> str:
        """The environment, for people: production is in capitals, the emulator without one is `local`.

        An emulated profile can simulate an environment, and is then confirmed like it.
        """
        if self.is_emulated and self.environment is Environment.DEV:
            return "local"
        return self.environment.shown

    @property
    def base_url(self) -> str:
        """Scheme, host and port of request URLs."""
        return EMULATOR_BASE if self.is_emulated else self.url.rstrip("/")

    @property
    def hostname(self) -> str:
        """The gateway's host without port, in lower case."""
        return (urlsplit(self.base_url).hostname or "").lower()

    @property
    def is_first_party(self) -> bool:
        """Whether the gateway's host is on the website's own domain, so that browsers send it cookies.

        Never for an authenticated profile: servers keep the state themselves (Adobe's
        client-state-management guide; alloy, packages/core/src/core/createCookieTransfer.js).
        """
        if not self.site_domain or self.authentication is not Authentication.NONE:
            return False
        return self.hostname == self.site_domain or self.hostname.endswith("." + self.site_domain)

    @property
    def host(self) -> str:
        """The gateway's host and port, for people."""
        return "built-in emulator" if self.is_emulated else self.url.split("://", 1)[-1].rstrip("/")


def is_datastream_id(text: str) -> bool:
    """Whether Adobe may have given out such an ID: a UUID, and for some environments a suffix, such as `:dev`."""
    return _DATASTREAM_ID.fullmatch(text) is not None


EMULATOR_PROFILE = Profile(
    name="emulator",
    url=EMULATOR,
    datastream_id=EMULATOR_DATASTREAM_ID,
    org_id=EMULATOR_ORG_ID,
)
