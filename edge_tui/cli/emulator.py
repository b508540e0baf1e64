"""`edge-tui emulator`: the gateway on one's own desk."""

from pathlib import Path

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  edge-tui emulator
  edge-tui emulator --print-config > datastreams.toml
  edge-tui emulator --config datastreams.toml --tls
  edge-tui emulator --port 0 --json | tee requests.jsonl

A page whose SDK is told `edgeDomain` is this host posts to it as it would to Edge. A profile
reaches it with `--url` as printed here.

JSON (--json): the first line, written when it listens, is

\b
  {"url", "orgId", "datastreams": [{"id", "name", "access", "upstreams", "enabled"}]}

and then comes one line a request: {"at", "method", "path", "status", "elapsedMs", "requestId",
"datastream", "size", "handles", "problems", "notes"}. It ends with SIGINT or SIGTERM and status 0.
"""


@click.command("emulator", epilog=_EPILOG)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, metavar="N", help="0 picks one. Default: 8080.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Default: 127.0.0.1, this machine only.")
@click.option("--tls", is_flag=True, help="Serve HTTPS, with a certificate of its own.")
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Datastreams of your own, as TOML.")
@click.option("--print-config", is_flag=True, help="Print the datastreams that ship, to start a file from.")
@click.option("--strict", is_flag=True, help="Take only what the current API description has.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line, for machines.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    port: int,
    host: str,
    tls: bool,
    config: Path | None,
    print_config: bool,
    strict: bool,
    as_json: bool,
) -> ExitStatus:
    """Serves the gateway emulator, on loopback, until it is interrupted.

    What arrives and what it was answered is told, a line a request.
    """
    from edge_tui.cli.emulation.log import JsonLog, TextLog
    from edge_tui.cli.terminal.streams import write

    workspace = invocation.workspace
    if print_config:
        write([workspace.shipped_datastreams])
        return ExitStatus.ANSWERED
    log = JsonLog() if as_json else TextLog()
    workspace.serve_emulator(config, host, port, tls=tls, strict=strict, on_ready=log.begin, on_request=log.tell)
    return ExitStatus.ANSWERED
