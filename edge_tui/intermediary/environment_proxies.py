"""The proxies that the environment names for the way to a server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from edge_tui.model.domains import is_loopback
from edge_tui.model.errors import SetupError

_HOW = "Fix HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, for example http://proxy.example:3128."
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """A proxy. `url` has no user name and password; `via` is the header that CONNECT has, empty for none."""

    url: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    via: str = ""

    @property
    def uses_tls(self) -> bool:
        """Whether the way to the proxy itself is encrypted."""
        return self.url.startswith("https:")


class EnvironmentProxies:
    """Chooses by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case.

    `own` are the ports on loopback that edge-tui listens on: a proxy that is edge-tui itself is left out.
    Raises `SetupError` for a URL that isn't a proxy's.
    """

    def __init__(self, environ: Mapping[str, str], own: tuple[int, ...] = ()) -> None:
        self._no_proxy = _variable(environ, "no_proxy")
        found = {name: _read(_variable(environ, f"{name}_proxy")) for name in ("https", "http", "all")}
        self._by_scheme = {
            scheme: each
            for scheme in ("https", "http")
            if (each := found[scheme] or found["all"]) and not (is_loopback(each.host) and each.port in own)
        }

    def to(self, scheme: str, host: str, port: int) -> ProxyAddress | None:
        """The proxy for a server; None for one that is reached directly, as this machine always is."""
        from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

        proxy = self._by_scheme.get(scheme)
        if proxy is None or is_loopback(host):
            return None
        return None if proxy_bypass_environment(f"{host}:{port}", {"no": self._no_proxy}) else proxy


def _variable(environ: Mapping[str, str], name: str) -> str:
    return (environ.get(name) or environ.get(name.upper()) or "").strip()


def _read(text: str) -> ProxyAddress | None:
    if not text:
        return None
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise SetupError("A proxy variable isn't a valid URL.", _HOW) from None
    if parts.scheme not in _PORTS or not host:
        raise SetupError("A proxy variable names a proxy that edge-tui doesn't support.", _HOW)
    shown = f"[{host}]" if ":" in host else host
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return ProxyAddress(f"{parts.scheme}://{shown}:{port}", host, port, user, password)
