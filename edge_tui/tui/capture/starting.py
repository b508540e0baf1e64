"""Makes the feed of a recording that is to be started."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.tui.capture.live_feed import LiveFeed, LiveVisit
from edge_tui.tui.capture.options import CaptureOptions, Target
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.rewriting.rules import Rule


def live_feed(workspace: Workspace, options: CaptureOptions) -> LiveFeed:
    """The feed, not started yet. Raises `SetupError` for a name that is taken and for a target that can't be."""
    captures = workspace.captures
    name = options.name or captures.free_name(options.host)
    captures.check_name(name)
    rules = _rules(workspace, options)

    def begin(changed: Callable[[], None]) -> LiveVisit:
        from edge_tui.workspace.browser_recording import begin_in_browser

        return begin_in_browser(
            workspace,
            name,
            url=options.url,
            browser=options.browser,
            headless=options.headless,
            profile_folder=options.profile_folder,
            rules=rules,
            on_change=changed,
        )

    sentences = tuple(rule.sentence() for rule in rules)
    return LiveFeed(name, begin, workspace.monotonic, details=_details(options), rules=sentences)


def _rules(workspace: Workspace, options: CaptureOptions) -> "tuple[Rule, ...]":
    if options.target is Target.SITE:
        return ()
    from edge_tui.rewriting.rule_file import to_datastream, to_profile

    if options.target is Target.DATASTREAM:
        return (to_datastream(options.target_value),)
    if options.target is Target.PROFILE:
        return (to_profile(workspace.profiles.get(options.target_value)),)
    raise SetupError("A browser can't reach the built-in emulator.", "Start `edge-tui emulator` and add a profile.")


def _details(options: CaptureOptions) -> str:
    folder = f"logins of {options.profile_folder}" if options.profile_folder else "throw-away profile"
    return f"headless · {folder}" if options.headless else folder
