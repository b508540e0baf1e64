"""The gateway emulator, in this process or as a server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from edge_tui.model.json.document import JsonObject
from edge_tui.model.profile import Profile

if TYPE_CHECKING:
    import httpx

    from edge_tui.emulator.app import EmulatorApp
    from edge_tui.emulator.config import Config
    from edge_tui.emulator.request_log import RequestLogLine
    from edge_tui.emulator.serve import Listening
    from edge_tui.loopback.certificates.server_context import ServerCertificates


@dataclass(frozen=True, slots=True)
class EmulatedDatastream:
    """A datastream of the built-in emulator. `upstreams` has every upstream, with whether it's on."""

    id: str
    name: str
    org_id: str
    access: str
    enabled: bool
    upstreams: Mapping[str, bool]


class EmulatorControl:
    """Creates and serves the emulator, and switches its upstreams.

    `clock` gives an aware moment, `new_uuid` a random UUID, `folder` where a served emulator keeps its certificates.
    `config` is the file with the datastreams of the emulator in this process; None for the built-in ones. An error in
    it raises `SetupError` when the emulator is first used.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        new_uuid: Callable[[], UUID],
        folder: Callable[[], Path],
        config: Path | None = None,
    ) -> None:
        self._clock = clock
        self._new_uuid = new_uuid
        self._folder = folder
        self._config_file = config
        self._app: EmulatorApp | None = None

    @property
    def app(self) -> "EmulatorApp":
        """The emulator in this process, created when first used."""
        if self._app is None:
            from edge_tui.emulator.app import create_app

            self._app = create_app(self._config, clock=self._clock, new_uuid=self._new_uuid, entropy=self._entropy)
        return self._app

    @cached_property
    def _config(self) -> "Config":
        from edge_tui.emulator.datastreams import load

        return load(self._config_file)

    def _entropy(self) -> str:
        return self._new_uuid().hex[-16:]

    def transport(self) -> "httpx.AsyncBaseTransport":
        """A transport that reaches the emulator in this process."""
        from edge_tui.emulator.in_process import InProcess

        return InProcess(self.app)

    def serve(
        self,
        config: Path | None,
        host: str,
        port: int,
        *,
        tls: bool,
        host_names: Sequence[str],
        strict: bool,
        on_ready: Callable[[JsonObject, Sequence[str]], None],
        on_request: Callable[["RequestLogLine"], None],
        on_logged: Callable[[], None],
    ) -> None:
        """Serves the emulator until SIGINT or SIGTERM.

        `on_request` gets a line per request, `on_logged` is called after the last one of a batch.
        `on_ready` gets an announcement and notices for the user. The announcement has `url`,
        `orgId` and `datastreams`; with TLS also `caCertificate` (the path of the certificate to
        trust), `publicKeySha256` (the key to pin, in base64), `hosts` and `validUntil`. Raises
        `SetupError` for a config error, a port that is taken, or a host that can't have a
        certificate.
        """
        from edge_tui.emulator import datastreams, serve

        loaded = datastreams.load(config)

        def ready(listening: "Listening") -> None:
            announcement = {"url": listening.url, "orgId": loaded.org_id, "datastreams": _datastreams_json(loaded)}
            on_ready({**announcement, **_certificates_json(listening.certificates)}, listening.notices)

        folder = self._folder() if tls else None
        serve.serve(
            loaded,
            host,
            port,
            folder,
            host_names,
            on_ready=ready,
            on_request=on_request,
            on_logged=on_logged,
            strict=strict,
        )

    @contextmanager
    def on_loopback(self) -> Iterator[str]:
        """The URL of this process's emulator on a free port of this machine, for as long as the block lasts."""
        from edge_tui.emulator.serve import serving

        with serving(app=self.app) as emulator:
            yield emulator.url

    @property
    def shipped_config(self) -> str:
        """The TOML of the emulator's own datastreams, as a starting point for a custom config."""
        from edge_tui.emulator.datastreams import shipped_text

        return shipped_text()

    def datastreams(self) -> tuple[EmulatedDatastream, ...]:
        """The built-in emulator's datastreams in their current state."""
        from edge_tui.emulator.upstreams import UPSTREAMS

        return tuple(
            EmulatedDatastream(
                each.id,
                each.name,
                each.org_id,
                each.access,
                each.enabled,
                {name: name in each.settings and name not in each.off for name in UPSTREAMS},
            )
            for each in self.app.gateway.config.datastreams
        )

    def switch_upstream(self, datastream_id: str, name: str, *, on: bool) -> EmulatedDatastream:
        """Switches an upstream of the built-in emulator for this run; returns the changed datastream."""
        from edge_tui.emulator.upstream_switch import with_upstream

        gateway = self.app.gateway
        gateway.config = with_upstream(gateway.config, datastream_id, name, on=on)
        return next(each for each in self.datastreams() if each.id == datastream_id)

    def upstreams(self, profile: Profile) -> tuple[str, ...]:
        """The services enabled on a profile's datastream; empty when they aren't known."""
        if profile.upstreams or not profile.is_emulated:
            return profile.upstreams
        config = self._config if self._app is None else self._app.gateway.config
        datastream = config.datastream(profile.datastream_id)
        return datastream.upstreams if datastream else ()


def _datastreams_json(config: "Config") -> list[JsonObject]:
    return [
        {
            "id": datastream.id,
            "name": datastream.name,
            "access": datastream.access,
            "upstreams": list(datastream.upstreams),
            "enabled": datastream.enabled,
        }
        for datastream in config.datastreams
    ]


def _certificates_json(certificates: "ServerCertificates | None") -> JsonObject:
    if certificates is None:
        return {}
    return {
        "caCertificate": str(certificates.ca_certificate),
        "publicKeySha256": certificates.public_key_sha256,
        "hosts": [*certificates.hosts.all_names, *map(str, certificates.hosts.all_addresses)],
        "validUntil": certificates.authority.certificate.not_valid_after_utc.date().isoformat(),
    }
