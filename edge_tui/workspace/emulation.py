"""The gateway inside this process, and the same one served."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.document import JsonObject
from edge_tui.model.profile import Profile
from edge_tui.workspace.rooms import Rooms

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from edge_tui.emulator.config import Config
    from edge_tui.emulator.request_log import RequestLogLine


@dataclass(frozen=True, slots=True)
class EmulatedDatastream:
    """A datastream of the built-in emulator; `upstreams` says of each that there is whether it is on."""

    id: str
    name: str
    org_id: str
    access: str
    enabled: bool
    upstreams: Mapping[str, bool]


class Emulation(Rooms):
    """Makes the emulator, and tells of its datastreams."""

    @cached_property
    def emulator(self) -> "Starlette":
        """The gateway inside this process."""
        from edge_tui.emulator.app import create_app

        return create_app(clock=self.clock, new_uuid=self.new_uuid, entropy=lambda: self.new_uuid().hex[-16:])

    def serve_emulator(
        self,
        config: Path | None,
        host: str,
        port: int,
        *,
        tls: bool,
        strict: bool,
        on_ready: Callable[[JsonObject], None],
        on_request: Callable[["RequestLogLine"], None],
    ) -> None:
        """Serves the emulator until SIGINT or SIGTERM.

        `on_ready` is told `url`, `orgId`, `datastreams` and, with TLS, `caCertificate`, the path of
        the certificate to trust. Raises `SetupError` for a config with a mistake in it or a port
        that is taken.
        """
        from edge_tui.emulator import datastreams
        from edge_tui.emulator.certificates import ca_certificate
        from edge_tui.emulator.serve import serve

        found = datastreams.load(config)
        folder = self.paths.data / "emulator" if tls else None

        def ready(url: str) -> None:
            authority = {"caCertificate": str(ca_certificate(folder))} if folder else {}
            on_ready({"url": url, "orgId": found.org_id, "datastreams": _shown(found)} | authority)

        serve(found, host, port, tls=folder, on_ready=ready, on_request=on_request, strict=strict)

    @property
    def shipped_datastreams(self) -> str:
        """The TOML of the emulator's own datastreams: a starting point for a file of one's own."""
        from edge_tui.emulator.datastreams import shipped_text

        return shipped_text()

    def emulated_datastreams(self) -> tuple[EmulatedDatastream, ...]:
        """The built-in emulator's datastreams as they stand now."""
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
            for each in self.emulator.state.gateway.config.datastreams
        )

    def switch_upstream(self, datastream_id: str, name: str, *, on: bool) -> EmulatedDatastream:
        """Switches an upstream of the built-in emulator for this run, and gives the datastream as it is then."""
        from edge_tui.emulator.upstream_switch import with_upstream

        gateway = self.emulator.state.gateway
        gateway.config = with_upstream(gateway.config, datastream_id, name, on=on)
        return next(each for each in self.emulated_datastreams() if each.id == datastream_id)

    def upstreams(self, profile: Profile) -> tuple[str, ...]:
        """The services behind a profile's datastream; empty where neither the profile nor the emulator tells."""
        if profile.upstreams or not profile.is_emulated:
            return profile.upstreams
        if "emulator" in vars(self):
            config = self.emulator.state.gateway.config
        else:
            from edge_tui.emulator.datastreams import load

            config = load()
        datastream = config.datastream(profile.datastream_id)
        return datastream.upstreams if datastream else ()


def _shown(config: "Config") -> list[JsonObject]:
    """The emulator's datastreams as its first line tells them."""
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
