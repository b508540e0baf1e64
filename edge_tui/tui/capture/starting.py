"""Makes the feed of a recording that is to be started."""

from collections.abc import Callable

from edge_tui.tui.capture.live_feed import LiveFeed, LiveVisit
from edge_tui.tui.capture.options import CaptureOptions, Target
from edge_tui.workspace import Workspace


def live_feed(workspace: Workspace, options: CaptureOptions) -> LiveFeed:
    """The feed, not started yet. Raises `SetupError` for a name that is taken."""
    captures = workspace.captures
    name = options.name or captures.free_name(options.host)
    captures.check_name(name)

    def begin(changed: Callable[[], None]) -> LiveVisit:
        from edge_tui.workspace.browser_recording import begin_in_browser
        from edge_tui.workspace.rewriting import RewritingOptions

        value = options.target_value
        rewriting = RewritingOptions(
            to_datastream=value if options.target is Target.DATASTREAM else "",
            to_profile=value if options.target is Target.PROFILE else "",
            to_emulator=options.target is Target.EMULATOR,
        )
        return begin_in_browser(
            workspace,
            name,
            url=options.url,
            browser=options.browser,
            headless=options.headless,
            profile_folder=options.profile_folder,
            rewriting=None if options.target is Target.SITE else rewriting,
            on_change=changed,
        )

    return LiveFeed(name, begin, workspace.monotonic, details=_details(options))


def _details(options: CaptureOptions) -> str:
    folder = f"logins of {options.profile_folder}" if options.profile_folder else "throw-away profile"
    return f"headless · {folder}" if options.headless else folder
