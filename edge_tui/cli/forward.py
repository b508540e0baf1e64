"""`edge-tui forward`: a reverse proxy in front of the gateway, which records what passes."""

from typing import TYPE_CHECKING

import click

from edge_tui.cli import Invocation
from edge_tui.cli.intermediary.options import json_lines_option, name_option, report_options, rewriting_options
from edge_tui.cli.terminal.exit_status import ExitStatus

if TYPE_CHECKING:
    from edge_tui.cli.intermediary.options import ReportOptions
    from edge_tui.model.passing import Rewriter
    from edge_tui.workspace.rewriting import RewritingOptions

_EPILOG = """
Examples:

\b
  edge-tui forward --to https://edge.adobedc.net
  edge-tui forward --to https://edge.adobedc.net --to-datastream 5f1c0000-0000-4000-8000-000000000002:dev
  edge-tui forward --to https://edge.adobedc.net --rule rules.toml --json
  edge-tui forward --to https://edge.adobedc.net --expect "every status < 300" --junit report.xml

Set the printed URL as the gateway of a server or an app, or as a profile's `--url`. The Web SDK
needs TLS, and its `edgeDomain` takes no port: with --tls it can be localhost, in a Chromium that is
started with the printed options, or with --port 443 in any browser that trusts the certificate.
Requests pass as they are, except for rules, and except that cookies lose their Domain, which
clients would refuse under this name. Event streams aren't held back. WebSockets and HTTP/2 aren't
supported.

A rule file has a table for each rule:

\b
{example}
JSON (--json): the first line is written once it listens,

\b
{{"type": "listening", "url", "to", "capture", "rules"}}, with --tls also "caCertificate",
    "publicKeySha256", "hosts", "validUntil"
{shape}

Ctrl-C, SIGTERM and SIGHUP stop it; open calls may end first. Expectations are checked then. Exit status: 0
every expectation met; 1 an expectation not met; 2 a usage error, or a recording that couldn't all be written
to history; 3 it ended by itself; 70 a bug in edge-tui.
"""


class _Command(click.Command):
    """A command whose help is made when it's asked for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from edge_tui.cli.recording.documents import SHAPE
        from edge_tui.rewriting.rule_file import EXAMPLE

        # A blank line ends the block that click leaves unwrapped.
        self.epilog = _EPILOG.format(example=EXAMPLE.replace("\n\n", "\n\n\b\n"), shape=SHAPE)
        super().format_epilog(ctx, formatter)


@click.command("forward", cls=_Command)
@click.option("--to", required=True, metavar="URL", help="The gateway: scheme and host.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, metavar="N", help="0 picks one. Default: 8080.")
@click.option("--tls", is_flag=True, help="Serve HTTPS with a generated certificate for localhost.")
@rewriting_options
@name_option
@report_options
@json_lines_option
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    to: str,
    port: int,
    tls: bool,
    rewriting: "RewritingOptions",
    name: str,
    reports: "ReportOptions",
    as_json: bool,
) -> ExitStatus:
    """Passes requests on to a gateway and records its calls, until it's interrupted.

    It listens on this machine only.
    """
    from edge_tui.cli.intermediary.run import Introduced, chromium_sentence, record
    from edge_tui.model.origin import Source

    workspace = invocation.workspace

    def listen(rewriter: "Rewriter | None") -> Introduced:
        opened = workspace.intermediaries.forward(to, port, tls=tls, rewriter=rewriter)
        sentences = [f"Forwarding {opened.announcement['url']} to {opened.announcement['to']}."]
        if tls:
            sentences.append(f"Clients can trust {opened.announcement['caCertificate']}; it is for localhost only.")
            sentences.append(chromium_sentence(opened.announcement, maps_localhost=True))
        return Introduced(opened, tuple(sentences))

    return record(workspace, listen, Source.FORWARD, name, rewriting=rewriting, reports=reports, as_json=as_json)
