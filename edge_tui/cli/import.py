"""`edge-tui import`: a recorded request as a template, a visitor, or history."""  # noqa: N999 (a command is named as it is typed)

from typing import Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import allow_env_option
from edge_tui.model.profile import ApiVersion

_EPILOG = """
Examples:

\b
  pbpaste | edge-tui import - --template checkout-from-browser
  edge-tui import session.har --history --name "spring sale"
  edge-tui import cookies.txt --visitor anna      # document.cookie, a Cookie: header, HAR, curl
  edge-tui import curl.txt | edge-tui send - --profile stage
  edge-tui import copied.txt --list               # the requests in it, with their numbers
  edge-tui import copied.txt --request 3 | edge-tui send -
  edge-tui import beacon.txt --with-action | edge-tui send -
  edge-tui import copied.txt --all | jq length    # every request in it, as a JSON array
  edge-tui import curl.txt --api-version v2 > event.json
  mitmdump -q -s addon.py | edge-tui import --follow -    # see `edge-tui proxy mitmproxy-addon`

Without an option, the body of the first request is printed. Standard error has two lines first: what
was read, and what was left out. `send` converts the body to its profile's API version. If there is no
request with a body, nothing is printed, and the exit status is 2.
"""


@click.command("import", epilog=_EPILOG)
@click.argument("source", metavar="[FILE | -]", default="-")
@click.option("--template", "template_name", metavar="NAME", help="Save it as a template.")
@click.option("--visitor", "visitor_name", metavar="NAME", help="Add its client state to this visitor.")
@click.option("--all", "is_all", is_flag=True, help="Print the body of every request, as a JSON array.")
@click.option("--request", "numbers", type=int, multiple=True, metavar="N", help="Only this request. Repeatable.")
@click.option("--list", "is_list", is_flag=True, help="Print a table of the requests in it.")
@click.option("--with-action", is_flag=True, help="Print a template file, so that `send` knows the action.")
@click.option("--history", "into_history", is_flag=True, help="Add every request and response to history.")
@click.option("--follow", is_flag=True, help="Record HAR entries, one per line, as they arrive.")
@click.option(
    "--name", metavar="NAME", help="With --history or --follow: a name for the recorded visit. Default: the file's."
)
@click.option(
    "--api-version",
    type=click.Choice([str(each) for each in ApiVersion]),
    help="Convert it to this API version: v2 has one event, v1 events[].",
)
@allow_env_option("Allow the template to read this environment variable. Repeatable.")
@click.option("--overwrite", is_flag=True, help="Replace your template of this name.")
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    source: str,
    template_name: str | None,
    visitor_name: str | None,
    follow: bool,
    **options: Any,
) -> ExitStatus:
    """Imports a copied request; for a visitor, cookies too.

    It reads commands of curl, wget, HTTPie and PowerShell (bash, cmd and PowerShell quoting), raw HTTP requests, .http
    and Bruno files, HAR, Web SDK calls, bundles, request bodies, events in YAML, tests of Karate and JMeter,
    and logs with those. What can't be read is named, with line and column.

    Secrets are left out. If the request reveals profile settings, such as host and datastream,
    the matching `profiles add` command is printed to standard error.
    """
    if follow:
        from edge_tui.cli.intermediary.follow_lines import follow_lines

        given = {"--template": template_name, "--visitor": visitor_name, "--history": options["into_history"]}
        for option in (name for name, value in given.items() if value):
            raise click.UsageError(f"--follow records into history, and can't be combined with {option}")
        return follow_lines(invocation.workspace, source, options["name"])
    from edge_tui.cli.exchange.import_run import ImportRun

    return ImportRun(invocation.workspace, source, template_name, visitor_name, **options).run()
