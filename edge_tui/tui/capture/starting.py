"""Makes the feed of a recording that is to be started."""

from collections.abc import Callable

from edge_tui.tui.capture.live_feed import LiveFeed, LiveVisit
from edge_tui.workspace import Workspace
from edge_tui.workspace.site_recording import SiteOptions, SiteRecording


def live_feed(workspace: Workspace, options: SiteOptions) -> LiveFeed:
    """The feed, not started yet. Raises `SetupError` for a name that is taken."""
    captures = workspace.captures
    name = options.name or captures.free_name(options.host)
    captures.check_name(name)

    def begin(changed: Callable[[], None]) -> LiveVisit:
        return SiteRecording(workspace, name, options, changed)

    return LiveFeed(name, begin, workspace.monotonic, details=options.details)
