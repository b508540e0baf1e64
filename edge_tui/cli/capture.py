"""`edge-tui capture`: records what a site sends to the Edge Network, and looks at past recordings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.options import json_option, to_datastream_option

_EPILOG = """
Past recordings:

\b
  edge-tui capture list                  # names, times, pages, calls
  edge-tui capture show NAME             # pages and calls
  edge-tui capture check NAME            # what the checks find, and --expect
  edge-tui capture diff NAME NAME        # what two visits sent
  edge-tui capture delete NAME           # with all its calls
  edge-tui export --capture NAME --format har|json|csv

Examples:

\b
  edge-tui capture https://www.shop.example/
  edge-tui capture www.shop.example --headless --until-idle 3s --expect "no blocked" --junit report.xml
  edge-tui capture www.shop.example --headless --steps checkout.steps --json | jq 'select(.type == "call")'
  edge-tui capture https://www.shop.example/ --to-datastream 11111111-2222-4333-8444-555555555555:dev

Steps (--steps), a line each:

\b
  goto /cart      click "#buy now"      fill #mail anna@shop.example
  wait 2s         wait .done            scroll bottom

Expectations (--expect):

\b
{language}

JSON lines (--json):

\b
{shape}

Only calls to the Edge Network are kept. Other cookies, tokens, unknown headers and the values of page
queries aren't. Exit status: 0 recorded, and every expectation met; 1 an expectation not met; 2 a usage
error, no browser found, or a recording that couldn't all be written to history; 3 the browser didn't
start or ended by itself, a URL couldn't be opened, or a step failed; 70 a bug in edge-tui.
"""


class _Capture(click.Command):
    """Takes the names of its subcommands as such, and anything else as URLs. Builds its help on demand."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        from edge_tui.cli.recording.past import past_recordings

        if args and args[0] in past_recordings.commands:
            return past_recordings.make_context(info_name, args, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from textwrap import indent

        from edge_tui.cli.recording.documents import SHAPE
        from edge_tui.recording.expectations import LANGUAGE

        self.epilog = _EPILOG.format(language=indent(LANGUAGE, "  "), shape=indent(SHAPE, "  "))
        super().format_epilog(ctx, formatter)


@click.command("capture", cls=_Capture)
@click.argument("urls", metavar="[URL ...]", nargs=-1)
@click.option("--browser", metavar="NAME|PATH", default="", help="chrome, chromium, edge, brave, firefox or a path.")
@click.option("--headless", is_flag=True, help="Without a window.")
@click.option("--for", "for_text", metavar="30s", help="End after this time.")
@click.option("--until-idle", "idle_text", metavar="3s", help="End when nothing has happened for this time.")
@click.option("--steps", "steps_file", metavar="FILE", default="", help="Steps of the visit; ends after the last one.")
@click.option("--profile-folder", metavar="NAME", default="", help="Keep logins and consent under a name.")
@click.option("--cdp", metavar="URL", default="", help="Join a running browser: http://127.0.0.1:9222.")
@click.option(
    "--browser-arg", "browser_arguments", metavar="ARG", multiple=True, help="Another browser argument. Repeatable."
)
@click.option(
    "--edge-host", "edge_hosts", metavar="HOST", multiple=True, help="Another Edge host; the SDK's are found."
)
@click.option("--name", metavar="NAME", default="", help="A name in history. Default: host and time.")
@to_datastream_option("Send the site's calls to another datastream.")
@click.option("--to-profile", metavar="NAME", default="", help="To a profile's gateway and datastream.")
@click.option("--to-emulator", is_flag=True, help="To the built-in emulator.")
@click.option(
    "--rule",
    "rule_files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Made-up responses and faults (TOML). Repeatable.",
)
@click.option("--untouched", is_flag=True, help="Change and hold nothing; it says what it can't see then.")
@click.option("--expect", "expressions", metavar="EXPR", multiple=True, help="Expect something. Repeatable.")
@click.option("--junit", metavar="FILE", default="", help="Write a JUnit report.")
@click.option("--har", metavar="FILE", default="", help="Write a HAR.")
@click.option("--tui", "in_explorer", is_flag=True, help="Show the visit in the explorer, page by page.")
@json_option("Print one JSON object a line, flushed.")
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    urls: Sequence[str],
    for_text: str | None,
    idle_text: str | None,
    in_explorer: bool,
    **options: Any,
) -> int:
    """Records what a site sends to the Edge Network, in a browser on this machine.

    A new browser profile is used and deleted afterwards. Each call is printed the moment it is made, and kept in
    history. Without --for, --until-idle or --steps it records until Ctrl-C, or until the browser is closed. A second
    Ctrl-C ends it at once, and says how many calls aren't in history.
    """
    from edge_tui.cli.recording.misspelled import check_urls
    from edge_tui.cli.recording.options import CaptureOptions, read_duration
    from edge_tui.cli.recording.run import run_capture

    check_urls(urls)
    given = CaptureOptions(
        urls=tuple(urls),
        for_seconds=read_duration(for_text, "--for") if for_text else None,
        idle_seconds=read_duration(idle_text, "--until-idle") if idle_text else None,
        **options,
    )
    if in_explorer:
        from edge_tui.cli.recording.options import site_options

        return invocation.explore(invocation.workspace, invocation.profile_name, site_options(given))
    return run_capture(invocation.workspace, given)
