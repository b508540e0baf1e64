"""Visitors on the workbench: a new one at once, or the screen of all of them."""

from textual import work

from edge_tui.tui.workbench.answer_actions import Answering


class Visiting(Answering):
    """Who the next event comes from."""

    def action_new_visitor(self) -> None:
        """Starts with an empty client state, as a browser that was never here."""
        taken = {*self.workspace.visitors.names(), self.visitor}
        number = next(n for n in range(2, 10_000) if f"visitor-{n}" not in taken)
        self.use_visitor(f"visitor-{number}")
        self.notify(f"{self.visitor} starts with an empty state: the next answer mints a new ECID.")

    @work
    async def action_visitors(self) -> None:
        """Opens the visitors; the one that is chosen there sends from now on."""
        from edge_tui.tui.visitors.screen import Visitors

        chosen = await self.app.push_screen_wait(Visitors(self.workspace, self.profile, self.visitor))
        self.use_visitor(chosen or self.visitor)
