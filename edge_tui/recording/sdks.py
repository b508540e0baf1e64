"""The configuration of an SDK as its page tells it: known settings alone, since it may hold anything."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from edge_tui.formats.allowed import LeftOut, page_url
from edge_tui.model.addresses import without_query_values
from edge_tui.model.origin import Sdk
from edge_tui.model.sightings import SdkConfigured

_MAX_SDKS = 100
# Of the options of `configure` (Web SDK documentation), those that say where and when calls are made.
_SETTINGS = frozenset(
    (
        *("datastreamId", "edgeConfigId", "orgId", "edgeDomain", "edgeBasePath", "defaultConsent", "debugEnabled"),
        *("thirdPartyCookiesEnabled", "idMigrationEnabled", "targetMigrationEnabled", "clickCollectionEnabled"),
        *("personalizationStorageEnabled", "autoCollectPropositionInteractions", "downloadLinkQualifier", "context"),
        *("edgeConfigOverrides", "prehidingStyle", "streamingMedia", "mediaCollection", "buildInfo", "environment"),
    )
)
# That there are any is worth knowing; what they hold is in each call.
_OBJECTS = frozenset(
    ("edgeConfigOverrides", "streamingMedia", "mediaCollection", "buildInfo", "autoCollectPropositionInteractions")
)
_LISTS = frozenset(("context",))
_TEXT = re.compile(r"[\w.:/@+ ,|()-]{0,200}")
_NAME = re.compile(r"[\w$.-]{1,60}")
_CREDENTIAL = re.compile(r"eyJ[\w-]+|[A-Za-z0-9+/_-]{60,}")


class Sdks:
    """The SDKs of a visit, each configuration once."""

    def __init__(self) -> None:
        self.listed: list[Sdk] = []

    def add(self, sdk: Sdk) -> None:
        """Adds an SDK; its version may be learned of after its configuration."""
        for index, known in enumerate(self.listed):
            if known == sdk or (known == replace(sdk, version=known.version) and not sdk.version):
                return
            if not known.version and known == replace(sdk, version=""):
                self.listed[index] = sdk
                return
        if len(self.listed) < _MAX_SDKS:
            self.listed.append(sdk)

    def on_page(self, number: int) -> str:
        """The name and version of a page's SDK; empty when it has several, or none."""
        named = {f"{sdk.library} {sdk.version}".strip() for sdk in self.listed if number and sdk.page == number}
        return named.pop() if len(named) == 1 else ""

    def default_consent(self, instance: str, page: int) -> str:
        """The `defaultConsent` of an instance on a page, else the first SDK's; empty when it isn't known."""
        own = (sdk for sdk in self.listed if page and sdk.page == page and sdk.instance == instance)
        return next((str(sdk.setting("defaultConsent") or "") for sdk in (*own, *self.listed)), "")


def read_sdk(sighting: SdkConfigured, page: int) -> Sdk:
    """What is kept of a configuration; a setting with another kind of value is left out."""
    kept = ((name, _value(name, value)) for name, value in sighting.config.items() if name in _SETTINGS)
    return Sdk(
        _named(sighting.library),
        _named(sighting.version),
        _named(sighting.instance),
        tuple(sorted((name, value) for name, value in kept if value is not None)),
        page,
    )


def edge_host(sdk: Sdk) -> str:
    """The host of an SDK's edge domain, in lower case; empty without one."""
    domain = sdk.setting("edgeDomain")
    return host_of(domain) if isinstance(domain, str) else ""


def host_of(text: str) -> str:
    """The host in a domain, a host with a port, or a URL, in lower case; empty for anything else."""
    try:
        return urlsplit(text if "://" in text else f"//{text.strip()}").hostname or ""
    except ValueError:
        return ""


def _value(name: str, value: object) -> str | int | float | bool | None:
    if isinstance(value, bool | int | float):
        return value
    if name in _LISTS and isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ", ".join(value)
    if name in _OBJECTS and isinstance(value, Mapping):
        return True
    if not isinstance(value, str) or not _TEXT.fullmatch(value) or _CREDENTIAL.search(value):
        return None
    if name == "edgeDomain" and "://" in value:
        return page_url(value, LeftOut()) or None
    if name == "edgeDomain":
        return value.rpartition("@")[2]
    return without_query_values(value)


def _named(text: str) -> str:
    return text if _NAME.fullmatch(text) else ""
