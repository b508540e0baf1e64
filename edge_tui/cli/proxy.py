"""`edge-tui proxy`: an explicit proxy for phones and programs, which records calls to the Edge Network."""

from typing import TYPE_CHECKING

import click

from edge_tui.cli import Invocation
from edge_tui.cli.intermediary.options import json_lines_option, name_option, report_options, rewriting_options
from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option

if TYPE_CHECKING:
    from edge_tui.cli.intermediary.options import ReportOptions
    from edge_tui.model.passing import Rewriter
    from edge_tui.workspace.rewriting import RewritingOptions

PASSWORD_VARIABLE = "EDGE_TUI_PROXY_PASSWORD"

_EPILOG = f"""
Examples:

\b
  edge-tui proxy
  edge-tui proxy --edge-host edge.shop.example
  edge-tui proxy --lan
  edge-tui proxy trust

Only connections to the Edge Network's hosts, to those of your profiles and to those given by
--edge-host are read, with a certificate that clients must trust; all other connections stay encrypted.
Rules are those of `edge-tui forward --help`. On the way to servers, the proxies in HTTPS_PROXY and
NO_PROXY are used. WebSockets and HTTP/2 aren't supported: clients use HTTP/1.1.

--lan asks first. Clients then need the user edge-tui and a password: the one in
{PASSWORD_VARIABLE}, or a new one that is printed.

JSON (--json): the lines of `edge-tui forward`, where the first has "edgeHosts" instead of "to".
Ctrl-C, SIGTERM and SIGHUP stop it, with the exit status of `edge-tui forward`.
"""

_port = click.option(
    "--port", type=click.IntRange(0, 65535), default=8888, metavar="N", help="0 picks one. Default: 8888."
)
_edge_host = click.option(
    "--edge-host",
    "edge_hosts",
    multiple=True,
    metavar="HOST",
    help="A first-party host of the Edge Network, such as edge.shop.example. Repeatable.",
)


@click.group("proxy", invoke_without_command=True, epilog=_EPILOG)
@_port
@click.option("--lan", is_flag=True, help="Listen on every network of this machine, with a password.")
@_edge_host
@rewriting_options
@name_option
@report_options
@json_lines_option
@click.pass_context
def command(
    context: click.Context,
    *,
    port: int,
    lan: bool,
    edge_hosts: tuple[str, ...],
    rewriting: "RewritingOptions",
    name: str,
    reports: "ReportOptions",
    as_json: bool,
) -> ExitStatus | None:
    """Runs a proxy that records calls to the Edge Network, until it's interrupted.

    Without --lan it listens on this machine only. `trust` and `untrust` say how clients trust its
    certificate, and how they stop.
    """
    if context.invoked_subcommand is not None:
        return None
    from edge_tui.cli.intermediary.run import Introduced, chromium_sentence, record
    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.origin import Source

    workspace = context.ensure_object(Invocation).workspace
    known_password = workspace.environ.get(PASSWORD_VARIABLE, "")
    password = (known_password or _new_password()) if lan else ""
    if lan and not password:
        say("Nothing was started.")
        return ExitStatus.INTERRUPTED

    def listen(rewriter: "Rewriter | None") -> Introduced:
        opened = workspace.intermediaries.proxy(port, edge_hosts, password=password, rewriter=rewriter)
        announcement = opened.announcement
        sentences = [
            f"Proxy running at {announcement['url']}. It reads calls to {', '.join(announcement['edgeHosts'])}.",
            f"Clients must trust {announcement['caCertificate']}: `edge-tui proxy trust` says how.",
            chromium_sentence(announcement),
        ]
        if lan and not known_password:
            sentences.append(f"User: edge-tui, password: {password}")
        return Introduced(opened, tuple(sentences))

    return record(workspace, listen, Source.PROXY, name, rewriting=rewriting, reports=reports, as_json=as_json)


def _new_password() -> str:
    """A password for clients of the network, after a question; empty when the answer is no.

    Raises `SetupError` where nobody can be asked.
    """
    import secrets

    from edge_tui.cli.terminal.streams import is_interactive
    from edge_tui.model.errors import SetupError

    if not is_interactive():
        raise SetupError("--lan asks a question, and there is no terminal.", f"Set {PASSWORD_VARIABLE} to a password.")
    sure = click.confirm(
        "Anyone on this machine's networks who has the password can then use the proxy, and what they send to the"
        " Edge Network is recorded here. Listen on every network?",
        err=True,
    )
    return secrets.token_urlsafe(9) if sure else ""


@command.command("trust", epilog=examples("edge-tui proxy trust --edge-host edge.shop.example"))
@_edge_host
@_port
@json_option('Print {"caCertificate", "hosts", "validUntil", "lanAddress"}.')
@click.pass_obj
def trust(invocation: Invocation, *, edge_hosts: tuple[str, ...], port: int, as_json: bool) -> ExitStatus:
    """Explains how to use the proxy and trust its certificate.

    Clients are iOS, Android, curl, wget, Node, Python, Go, Java and browsers.
    """
    from edge_tui.cli.intermediary.trust_steps import trust_lines
    from edge_tui.cli.terminal.streams import write, write_lines
    from edge_tui.outline.json_text import json_line

    certificate = invocation.workspace.intermediaries.proxy_certificate(edge_hosts)
    if as_json:
        write([json_line(certificate)])
    else:
        write_lines(trust_lines(certificate, port))
    return ExitStatus.OK


@command.command("untrust", epilog=examples("edge-tui proxy untrust"))
@click.pass_obj
def untrust(invocation: Invocation) -> ExitStatus:
    """Deletes the proxy's certificate and its key.

    It says how to remove the certificate from clients.
    """
    from edge_tui.cli.intermediary.trust_steps import untrust_lines
    from edge_tui.cli.terminal.streams import say, write_lines

    deleted = invocation.workspace.intermediaries.forget_certificate()
    say(f"Deleted {deleted} and its key." if deleted else "There was no certificate on this machine.")
    write_lines(["Remove it from what trusts it:", *untrust_lines()])
    return ExitStatus.OK


@command.command("mitmproxy-addon", epilog=examples("edge-tui proxy mitmproxy-addon > addon.py"))
def mitmproxy_addon() -> ExitStatus:
    """Prints an add-on for mitmproxy.

    It is for HTTP/2, WireGuard and mitmproxy's other modes, and says how it's used.
    """
    from importlib import resources

    from edge_tui.cli.terminal.streams import write_exact

    file = resources.files("edge_tui.cli.intermediary").joinpath("mitmproxy_addon.txt")
    write_exact(file.read_text(encoding="utf-8"))
    return ExitStatus.OK
