"""The reverse proxy and the explicit proxy, opened on this machine as sources of recordings."""

import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import JsonObject

if TYPE_CHECKING:
    from edge_tui.intermediary.calls import CallReporter
    from edge_tui.intermediary.environment_proxies import EnvironmentProxies
    from edge_tui.intermediary.server import Service
    from edge_tui.intermediary.upstream import Upstream
    from edge_tui.loopback.certificates.allowed_hosts import AllowedHosts
    from edge_tui.loopback.certificates.server_context import ServerCertificates
    from edge_tui.model.passing import Rewriter
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.workspace.live_recording import Tell, VisitSource

_ANY_ADDRESS = "0.0.0.0"
_FORWARD = "forward"
_PROXY = "proxy"

NoteCrash = Callable[[BaseException, str], str]


@dataclass(frozen=True)
class OpenedIntermediary:
    """An intermediary whose port is open. Nothing is served before its source is started.

    `announcement` says for machines where it listens and what to trust; `notices` are sentences for
    people. `hosts` are the gateway's. `make_source` makes the source of a recording, once.
    """

    announcement: JsonObject
    hosts: tuple[str, ...]
    make_source: "Callable[[Tell], VisitSource]"
    notices: tuple[str, ...] = ()
    listener: socket.socket = field(repr=False, default_factory=socket.socket)

    def close(self) -> None:
        """Closes the port."""
        self.listener.close()


class Intermediaries:
    """Opens intermediaries. `environ` names proxies on the way, `folder` keeps their certificates."""

    def __init__(
        self,
        environ: Mapping[str, str],
        folder: Callable[[], Path],
        profiles: "ProfileStore",
        note_crash: NoteCrash,
    ) -> None:
        self._environ = environ
        self._folder = folder
        self._profiles = profiles
        self._note_crash = note_crash

    def forward(
        self, to: str, port: int, *, tls: bool = False, rewriter: "Rewriter | None" = None
    ) -> OpenedIntermediary:
        """A reverse proxy on loopback in front of a gateway: a scheme and a host.

        Raises `SetupError` for a URL with more than these, a port that is taken, a proxy variable that is wrong.
        """
        from edge_tui.intermediary.outgoing import server_of
        from edge_tui.intermediary.reverse_proxy import ReverseProxy
        from edge_tui.loopback.certificates.allowed_hosts import allowed_hosts
        from edge_tui.loopback.certificates.server_context import server_certificates
        from edge_tui.loopback.listening import LOOPBACK, listen, url_of
        from edge_tui.model.credential_text import without_secrets
        from edge_tui.model.domains import is_loopback
        from edge_tui.rewriting.destination import is_origin

        server = server_of(to) if is_origin(to) else None
        if server is None:
            raise SetupError(
                f"{without_secrets(to)!r} isn't a gateway.",
                "Give its scheme and host, such as https://edge.adobedc.net; the path comes from each request.",
            )
        upstream = self._upstream(port)
        listener = listen(LOOPBACK, port)
        try:
            if is_loopback(server.host) and server.port == listener.getsockname()[1]:
                raise SetupError(f"{to} would be this server itself.", "Give another --port, or the gateway's URL.")
            certificates = server_certificates(self._folder(), allowed_hosts([]), _FORWARD) if tls else None
            context = certificates.context() if certificates else None
        except SetupError:
            listener.close()
            raise
        url = url_of(listener, tls=tls)

        def make_service(reporter: "CallReporter") -> "Service":
            return ReverseProxy(server, upstream, reporter, rewriter, context)

        announcement = {"url": url, "to": server.origin, **_certificates_json(certificates)}
        notice = certificates.authority.notice if certificates else ""
        source = self._source_maker(f"forward to {server.authority}", listener, make_service)
        return OpenedIntermediary(announcement, (server.host,), source, (notice,) if notice else (), listener)

    def proxy(
        self,
        port: int,
        hosts: Iterable[str] = (),
        *,
        password: str = "",
        rewriter: "Rewriter | None" = None,
    ) -> OpenedIntermediary:
        """An explicit proxy that reads calls to the Edge Network's hosts, the profiles' and those given.

        With a password it listens on every network of this machine, otherwise on loopback only. Raises
        `SetupError` for a host that can't have a certificate, a port that is taken, a wrong proxy variable.
        """
        from edge_tui.intermediary.edge_hosts import is_among
        from edge_tui.intermediary.proxy_access import ProxyAccess
        from edge_tui.intermediary.tunnel import Tunnel
        from edge_tui.loopback.listening import LOOPBACK, listen, url_of

        names = self._edge_hosts(hosts)
        proxies = self._proxies(port)
        upstream = self._upstream(port)
        listener = listen(_ANY_ADDRESS if password else LOOPBACK, port)
        try:
            certificates = self._certificates(names)
            context, ca_certificate = certificates.context(), certificates.ca_certificate.read_bytes()
        except (SetupError, OSError):
            listener.close()
            raise

        def make_service(reporter: "CallReporter") -> "Service":
            return Tunnel(
                upstream,
                reporter,
                rewriter,
                is_ours=lambda host: is_among(host, names),
                context=context,
                ca_certificate=ca_certificate,
                proxies=proxies,
                access=ProxyAccess(password),
            )

        url = url_of(listener, tls=False).replace(_ANY_ADDRESS, _own_address())
        announcement = {"url": url, "edgeHosts": [*names], **_certificates_json(certificates)}
        notice = certificates.authority.notice
        source = self._source_maker("proxy", listener, make_service)
        return OpenedIntermediary(announcement, names, source, (notice,) if notice else (), listener)

    def proxy_certificate(self, hosts: Iterable[str] = ()) -> JsonObject:
        """The certificate that clients of the proxy need to trust, made if there is none.

        `lanAddress` is this machine's address for clients of its network.
        """
        found = _certificates_json(self._certificates(self._edge_hosts(hosts)))
        # The key is another one in each run.
        del found["publicKeySha256"]
        return {**found, "lanAddress": _own_address()}

    def forget_certificate(self) -> Path | None:
        """Deletes the proxy's authority with its key; the path that its certificate had, None when there was none."""
        from edge_tui.loopback.certificates.authority import ca_file, remove

        folder = self._folder()
        return ca_file(folder, _PROXY) if remove(folder, _PROXY) else None

    def _edge_hosts(self, more: Iterable[str]) -> tuple[str, ...]:
        """The hosts to read calls of: Adobe's, the profiles' that can have a certificate, and those asked for."""
        from edge_tui.intermediary.edge_hosts import EDGE_HOSTS
        from edge_tui.loopback.certificates.allowed_hosts import allowed_hosts

        asked = [each.lower().strip("[]").removesuffix(".") for each in more]
        # Checked only: a certificate is always for loopback, whose calls are read if they are asked for.
        allowed_hosts(asked)
        names = {*EDGE_HOSTS, *asked}
        for profile in self._profiles.usable():
            try:
                names |= {*(() if profile.is_emulated else allowed_hosts([profile.hostname]).names)}
            except SetupError:
                continue
        return tuple(sorted(names))

    def _certificates(self, names: Iterable[str]) -> "ServerCertificates":
        """Certificates for some hosts, under an authority that can sign for those of earlier runs too.

        Otherwise a run without a host would replace the authority that a phone already trusts.
        """
        from edge_tui.loopback.certificates.allowed_hosts import allowed_hosts
        from edge_tui.loopback.certificates.authority import kept_hosts
        from edge_tui.loopback.certificates.server_context import server_certificates

        folder = self._folder()
        kept: AllowedHosts | None = kept_hosts(folder, _PROXY)
        wanted = {*names, *(kept.names if kept else ())}
        return server_certificates(folder, allowed_hosts(wanted), _PROXY)

    def _proxies(self, port: int) -> "EnvironmentProxies":
        from edge_tui.intermediary.environment_proxies import EnvironmentProxies

        return EnvironmentProxies(self._environ, own=(port,))

    def _upstream(self, port: int) -> "Upstream":
        from edge_tui.intermediary.upstream import Upstream

        return Upstream(self._proxies(port))

    def _source_maker(
        self, product: str, listener: socket.socket, make_service: "Callable[[CallReporter], Service]"
    ) -> "Callable[[Tell], VisitSource]":
        from edge_tui.intermediary.server import IntermediarySource

        def note_bug(error: BaseException) -> str:
            return self._note_crash(error, product)

        return lambda tell: IntermediarySource(product, listener, make_service, tell, note_bug)


def _own_address() -> str:
    """This machine's address in its network; loopback's when it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # An address of documentation (RFC 5737): the system only looks up the way to it.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _certificates_json(certificates: "ServerCertificates | None") -> JsonObject:
    if certificates is None:
        return {}
    return {
        "caCertificate": str(certificates.ca_certificate),
        "publicKeySha256": certificates.public_key_sha256,
        "hosts": [*certificates.hosts.all_names, *map(str, certificates.hosts.all_addresses)],
        "validUntil": certificates.authority.certificate.not_valid_after_utc.date().isoformat(),
    }
