"""Where files are stored: the platform's folders, or the folder in EDGE_TUI_HOME."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_APP = "edge-tui"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user; each is created by the first write into it.

    `config` has files that users write and may keep in git, `data` what edge-tui records, `drafts`
    the draft in the editor.
    """

    config: Path
    data: Path
    drafts: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Paths":
        """The folders for an environment; XDG's on Linux unless EDGE_TUI_HOME is set."""
        if home := environ.get("EDGE_TUI_HOME"):
            folder = Path(home).expanduser().absolute()
            return cls(folder, folder, folder / "drafts")
        import platformdirs

        return cls(
            platformdirs.user_config_path(_APP, appauthor=False, roaming=True),
            platformdirs.user_data_path(_APP, appauthor=False),
            platformdirs.user_state_path(_APP, appauthor=False) / "drafts",
        )

    @property
    def profiles(self) -> Path:
        """The TOML file of profiles."""
        return self.config / "profiles.toml"

    @property
    def templates(self) -> Path:
        """The folder of the user's own templates."""
        return self.config / "templates"

    @property
    def parsed_profiles(self) -> Path:
        """A copy of a large file of profiles that is quicker to read; can be deleted at any time."""
        return self.data / "profiles-parsed.json"

    @property
    def template_index(self) -> Path:
        """What lists show of the templates; can be deleted at any time."""
        return self.data / "template-index.json"

    @property
    def keymap(self) -> Path:
        """The user's key bindings."""
        return self.config / "keymap.toml"

    @property
    def ignored_paths(self) -> Path:
        """The list of paths that comparisons ignore."""
        return self.config / "volatile-paths.txt"

    @property
    def state(self) -> Path:
        """The file of last choices, such as the profile."""
        return self.data / "state.json"

    @property
    def answers(self) -> Path:
        """The values entered for prompts in events."""
        return self.data / "answers.json"

    @property
    def visitors(self) -> Path:
        """The folder of visitors."""
        return self.data / "visitors"

    @property
    def history(self) -> Path:
        """The history database."""
        return self.data / "history.sqlite"

    @property
    def recordings(self) -> Path:
        """The folder of recordings: what each of them has besides its exchanges."""
        return self.data / "recordings"

    @property
    def crashes(self) -> Path:
        """The folder of crash notes."""
        return self.data / "crashes"
