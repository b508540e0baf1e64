"""Which fields of a profile are valid each but can't work together, and which are unlikely to."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_tui.model.domains import is_loopback
from edge_tui.model.profile import EMULATOR, Authentication, Profile, is_datastream_id

_ADOBE_DOMAIN = ".adobedc.net"
_ORG_SUFFIX = "@AdobeOrg"

_HOW_CLIENT_ID = "Copy it from the project in the Adobe Developer Console; it is also sent as x-api-key."


@dataclass(frozen=True, slots=True)
class Gap:
    """What is wrong with a field beside the others. `problem` follows the field's name."""

    field: str
    problem: str
    how: str


def gaps(profile: Profile) -> tuple[Gap, ...]:
    """What must be filled in or changed before the profile can work, in the order of the form."""
    return tuple(_gaps(profile))


def doubts(profile: Profile) -> tuple[Gap, ...]:
    """What can work only with a gateway that isn't Adobe's, exposes a secret, or has no effect."""
    return tuple(_doubts(profile))


def _gaps(profile: Profile) -> Iterator[Gap]:
    credentials, method = profile.credentials, profile.authentication
    if not profile.datastream_id:
        yield Gap("datastream_id", "is missing", "Copy it from the datastream: nothing can be sent without it.")
    if method is Authentication.NONE:
        if _is_server_host(profile.hostname):
            how = "Choose OAuth or an access token, or use https://edge.adobedc.net."
            yield Gap("authentication", f"is none, and {profile.hostname} always requires it", how)
        return
    if not profile.org_id:
        yield Gap("org_id", "is missing", "Every authenticated request carries it: copy it from your organization.")
    if method is not Authentication.OAUTH:
        return
    if not credentials.client_id:
        yield Gap("client_id", "is missing", _HOW_CLIENT_ID)
    if not credentials.scopes:
        yield Gap("scopes", "is empty", "Copy the scopes from the credential in the Adobe Developer Console.")
    if credentials.ims_url == EMULATOR and not profile.is_emulated and not is_loopback(profile.hostname):
        how = "Use Adobe's, or the word emulator as the gateway's URL, too."
        yield Gap("ims_url", f"is the emulator, whose tokens {profile.hostname} rejects", how)


def _doubts(profile: Profile) -> Iterator[Gap]:
    is_local = profile.is_emulated or is_loopback(profile.hostname)
    if profile.datastream_id and not is_local and not is_datastream_id(profile.datastream_id):
        how = "Copy it from the datastream."
        yield Gap("datastream_id", f"is {profile.datastream_id!r}, which isn't a UUID, as Adobe's are", how)
    if profile.org_id and profile.hostname.endswith(_ADOBE_DOMAIN) and not profile.org_id.endswith(_ORG_SUFFIX):
        yield Gap("org_id", f"is {profile.org_id!r}, without {_ORG_SUFFIX} at its end", "Copy all of it.")
    if profile.authentication is not Authentication.NONE and not is_local and profile.url.startswith("http://"):
        yield Gap("url", "is http, so the access token is sent unencrypted", "Use https.")
    if profile.authentication is Authentication.TOKEN and not is_local and not profile.credentials.client_id:
        yield Gap("client_id", "is missing, and Adobe requires it of authenticated requests", _HOW_CLIENT_ID)
    ims_url = profile.credentials.ims_url
    if profile.authentication is Authentication.OAUTH and not profile.is_emulated and _is_plain_http(ims_url):
        yield Gap("ims_url", "is http, so the client secret is sent unencrypted", "Use https.")
    if profile.site_domain and not profile.is_first_party:
        yield Gap("site_domain", "has no effect", _how_first_party(profile))


def _how_first_party(profile: Profile) -> str:
    if profile.authentication is not Authentication.NONE:
        return "An authenticated client keeps its state itself; cookies are for profiles without authentication."
    return f"Cookies are sent to a gateway on that domain, and {profile.host} isn't on it."


def _is_server_host(hostname: str) -> bool:
    return f".{hostname}".endswith(".server" + _ADOBE_DOMAIN)


def _is_plain_http(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")
