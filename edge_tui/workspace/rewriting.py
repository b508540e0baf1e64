"""The rules for what passes a browser or a proxy: of files, and of the command line's options."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.runtime.limited_file import read_limited

if TYPE_CHECKING:
    from edge_tui.model.passing import Rewriter
    from edge_tui.rewriting.rule_texts import RuleTexts
    from edge_tui.rewriting.rules import Rule
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.workspace.emulator_control import EmulatorControl
    from edge_tui.workspace.live_rewriting import LiveRewriting

_MAX_FILE_MB = 1


@dataclass(frozen=True, slots=True)
class RewritingOptions:
    """What is asked for. Destinations of options come before the rules of files; at most one is given."""

    rule_files: tuple[Path, ...] = ()
    to_datastream: str = ""
    to_profile: str = ""
    to_emulator: bool = False


class Rewriting:
    """Makes a `Rewriter` of options, with the profiles that rules name, and an emulator if one is needed."""

    def __init__(self, profiles: "ProfileStore", emulator: "EmulatorControl") -> None:
        self._profiles = profiles
        self._emulator = emulator

    @contextmanager
    def rewriter(self, options: RewritingOptions) -> "Iterator[Rewriter | None]":
        """The rules for as long as the block lasts; None when nothing is to be changed.

        Raises `SetupError` for a file that can't be read, with the line and the key of a mistake, and for
        an option that names nothing.
        """
        with ExitStack() as stack:
            rules = self._rules(options, stack)
            if not rules:
                yield None
                return
            from edge_tui.rewriting.rules import Rules

            yield Rules(rules)

    def live(self, options: RewritingOptions) -> "LiveRewriting":
        """Rules that can be changed while calls pass. Raises `SetupError` as `rewriter` does."""
        from edge_tui.workspace.live_rewriting import LiveRewriting

        live = LiveRewriting(self._profiles, self._emulator)
        try:
            live.use(self._written(options))
        except BaseException:
            live.close()
            raise
        return live

    def _written(self, options: RewritingOptions) -> "RuleTexts":
        """The rules of options as a person would write them: profiles and the emulator by their names.

        Those of files have the files' lines.
        """
        from edge_tui.rewriting.destination import Destination
        from edge_tui.rewriting.rule_file import to_datastream, written_rules
        from edge_tui.rewriting.rule_texts import RuleTexts, read_rule_texts
        from edge_tui.rewriting.rules import Rule

        rules: list[Rule] = []
        if options.to_datastream:
            rules.append(to_datastream(options.to_datastream))
        if options.to_profile:
            rules.append(Rule("--to-profile", to=Destination(profile=self._profiles.get(options.to_profile).name)))
        if options.to_emulator:
            rules.append(Rule("--to-emulator", to=Destination(emulator=True)))
        if len(rules) > 1:
            raise _one_place()
        texts = RuleTexts().changed_to(rules)
        for path in options.rule_files:
            text = _text_of(path)
            texts = texts.followed_by(read_rule_texts(text, written_rules(text, str(path))))
        return texts

    def _rules(self, options: RewritingOptions, stack: ExitStack) -> "list[Rule]":
        rules = self._destinations(options, stack)
        if not options.rule_files:
            return rules
        from edge_tui.rewriting.rule_file import Gateways, read_rules

        urls: list[str] = []

        def emulator_url() -> str:
            if not urls:
                urls.append(stack.enter_context(self._emulator.on_loopback()))
            return urls[0]

        profiles = {profile.name: profile for profile in self._profiles.usable()}
        for path in options.rule_files:
            rules += read_rules(_text_of(path), str(path), Gateways(profiles, emulator_url))
        return rules

    def _destinations(self, options: RewritingOptions, stack: ExitStack) -> "list[Rule]":
        given = [options.to_datastream, options.to_profile, options.to_emulator]
        if sum(map(bool, given)) > 1:
            raise _one_place()
        if not any(given):
            return []
        from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
        from edge_tui.rewriting.rule_file import to_datastream, to_emulator, to_profile

        if options.to_datastream:
            return [to_datastream(options.to_datastream)]
        datastream_id = EMULATOR_DATASTREAM_ID
        if options.to_profile:
            profile = self._profiles.get(options.to_profile)
            if not profile.is_emulated:
                return [to_profile(profile)]
            datastream_id = profile.datastream_id
        return [to_emulator(stack.enter_context(self._emulator.on_loopback()), datastream_id)]


def _one_place() -> SetupError:
    return SetupError("Calls can go to one place only.", "Give one of --to-datastream, --to-profile and --to-emulator.")


def _text_of(path: Path) -> str:
    try:
        return read_limited(path, _MAX_FILE_MB).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SetupError(f"{path} isn't UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise SetupError(f"{path} can't be read: {error.strerror}.", "Check the path given by --rule.") from error
