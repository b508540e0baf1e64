"""`edge-tui emulator`: a local gateway to develop and test against."""

from pathlib import Path

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  edge-tui emulator
  edge-tui emulator --print-config > datastreams.toml
  edge-tui emulator --config datastreams.toml
  edge-tui emulator --tls --port 443 --host-name edge.example.com
  edge-tui emulator --port 0 --json | tee requests.jsonl

Use the printed URL as a profile's `--url`, or its host as the Web SDK's `edgeDomain`,
which takes no port and needs --tls: use --port 443, or a Chromium with --host-resolver-rules.

With --tls, certificates are for localhost and the hosts given by --host-name, and for nothing
else; a TLS client that asks for another host is refused. Pin the printed public key in the
browser, or trust the printed certificate: it's valid for 30 days and can't sign for other sites.

JSON (--json): the first line is written once the emulator is listening,

\b
  {"url", "orgId", "datastreams": [{"id", "name", "access", "upstreams", "enabled"}]}

with --tls also "caCertificate", "publicKeySha256", "hosts" and "validUntil". One line per request
follows: {"at", "method", "path", "status", "elapsedMs", "requestId", "datastream", "size",
"handles", "problems", "notes"}. A refused TLS handshake has the method "TLS", the host as its path
and the status 0. SIGINT and SIGTERM stop the emulator with status 0.
"""


@click.command("emulator", epilog=_EPILOG)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, metavar="N", help="0 picks one. Default: 8080.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Default: 127.0.0.1, this machine only.")
@click.option("--tls", is_flag=True, help="Serve HTTPS with a generated certificate.")
@click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="A host the certificate is valid for besides localhost, such as edge.example.com. Repeatable.",
)
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Serve the datastreams of a TOML file.")
@click.option("--print-config", is_flag=True, help="Print the built-in datastreams as TOML, and exit.")
@click.option("--strict", is_flag=True, help="Do what Adobe documents, even where the gateway is known to accept more.")
@click.option("--json", "as_json", is_flag=True, help="Log JSON, one document per line.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    port: int,
    host: str,
    tls: bool,
    host_names: tuple[str, ...],
    config: Path | None,
    print_config: bool,
    strict: bool,
    as_json: bool,
) -> ExitStatus:
    """Runs the gateway emulator until it's interrupted.

    It listens on this machine only, and logs one line per request.
    """
    from edge_tui.cli.emulation.log import JsonLog, TextLog
    from edge_tui.cli.terminal.streams import write

    if host_names and not tls:
        raise click.UsageError("--host-name needs --tls")
    workspace = invocation.workspace
    if print_config:
        write([workspace.emulator.shipped_config])
        return ExitStatus.OK
    log = JsonLog() if as_json else TextLog()
    workspace.emulator.serve(
        config,
        host,
        port,
        tls=tls,
        host_names=host_names,
        strict=strict,
        on_ready=log.begin,
        on_request=log.log_request,
        on_logged=log.flush,
    )
    return ExitStatus.OK
