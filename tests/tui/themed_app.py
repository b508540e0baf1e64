"""An app of a few widgets in the explorer's colors, which stylesheets of the explorer refer to."""

from textual.app import App

from edge_tui.tui.themes import variables_for


class ThemedApp(App[None]):
    """An app that defines the variables of the explorer's stylesheets."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """As the explorer's."""
        return variables_for(self.current_theme)
