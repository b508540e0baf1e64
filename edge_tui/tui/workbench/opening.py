"""Opens the workbench: what the first frame needs, and after it what the first send needs."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.screen import Screen
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.tui.textual_internals import call_after_first_paint
from edge_tui.tui.workbench.controllers import Controllers
from edge_tui.tui.workbench.latest_exchanges import HistoryListing
from edge_tui.tui.workbench.state import WorkbenchState

if TYPE_CHECKING:
    from edge_tui.tui.textual_internals import GuardedApp


class Opening:
    """The steps from an empty screen to one that is ready to send; none of them can prevent the others."""

    def __init__(
        self,
        screen: Screen[None],
        state: WorkbenchState,
        controllers: Controllers,
        listing: HistoryListing,
        warn: Callable[[str], object],
    ) -> None:
        self._screen = screen
        self._state = state
        self._controllers = controllers
        self._listing = listing
        self._warn = warn

    def fill(self) -> None:
        """Lists templates and profiles, and opens the last draft or the first template."""
        controllers = self._controllers
        self.try_each(self._list_templates, controllers.profiles.show, controllers.drafts.open_first)

    def try_each(self, *steps: Callable[[], object]) -> None:
        """Runs each step; a failure is shown and doesn't prevent the others."""
        for step in steps:
            try:
                step()
            except SetupError as error:
                self._warn(str(error))
            except Exception as error:  # noqa: BLE001
                cast("GuardedApp", self._screen.app).survive(error, "Opening the workbench")

    def follow_up(self) -> None:
        """After the first paint, lists history and loads what the first send needs."""
        screen = self._screen
        self._listing.start()
        call_after_first_paint(screen, self._listing.refresh)
        call_after_first_paint(screen, lambda: screen.run_worker(self._warm_up, thread=True, group="warm-up"))

    def _list_templates(self) -> None:
        if not self._controllers.templates.show_first():
            screen = self._screen
            call_after_first_paint(
                screen, lambda: screen.run_worker(self._list_many_templates, thread=True, group="templates")
            )

    def _list_many_templates(self) -> None:
        """Lists thousands of templates, which takes longer than a first frame may. Runs in a thread."""
        templates = self._controllers.templates
        catalog = templates.read()
        if not get_current_worker().is_cancelled:
            self._screen.app.call_from_thread(templates.show_catalog, catalog)

    def _warm_up(self) -> None:
        """Loads what the first send needs. Runs in a thread."""
        worker, workspace, app = get_current_worker(), self._state.workspace, self._screen.app
        workspace.sessions.warm_up(self._state.profile.value)
        workspace.templates.save_index()
        if not worker.is_cancelled:
            app.call_from_thread(self._state.look_up_upstreams)
            app.call_from_thread(self._listing.show_storage_warnings)
        # The last run may have ended before deleted exchanges were purged from the file.
        history = workspace.history
        with contextlib.suppress(StorageError):
            if not history.is_tidy:
                history.tidy(lambda: worker.is_cancelled)
