"""The rules of a recording that goes on: seen, added, switched off and removed while it does."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import SentTo
from edge_tui.model.toml_tables import lines_of
from edge_tui.rewriting.changing_rules import ChangingRules
from edge_tui.rewriting.landing import Landing, landing_of
from edge_tui.rewriting.rule_file import EXAMPLE, Gateways, resolved, written_rules
from edge_tui.rewriting.rule_texts import RuleTexts, read_block, read_rule_texts
from edge_tui.rewriting.rules import Rule

if TYPE_CHECKING:
    from edge_tui.model.profile import Profile
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.workspace.emulator_control import EmulatorControl

FILE_NAME = "rules.toml"
# What a mistake in the lines of one rule is located in.
_RULE = "The rule"
_HEAD = "# Saved and closed, these rules count at once. An empty file has none.\n"


@dataclass(frozen=True, slots=True)
class RulesNow:
    """The rules that are on, a sentence each, how many there are, and where calls land under them."""

    sentences: tuple[str, ...] = ()
    count: int = 0
    landing: Landing = field(default_factory=Landing)


class LiveRewriting:
    """What rules need, such as an emulator, lasts until `close`. Every method may be called from any thread.

    `rewriter` is what a source asks. `on_change` is called with a sentence for each rule that is on, in which profiles
    and the emulator are the gateways that they stand for.
    """

    def __init__(self, profiles: "ProfileStore", emulator: "EmulatorControl") -> None:
        self.rewriter = ChangingRules()
        self.on_change: Callable[[tuple[str, ...]], object] = lambda _: None
        self.now = RulesNow()
        # What was worked out last, and of what.
        self._at_own: tuple[tuple[RulesNow, SentTo] | None, RulesNow] = None, self.now
        self._profiles = profiles
        self._emulator = emulator
        self._texts = RuleTexts()
        self._lock = threading.Lock()
        self._needed = ExitStack()
        self._emulator_url = ""
        self._is_closed = False

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules as they are written, those that are off too."""
        return self._texts.rules

    @property
    def profiles(self) -> "tuple[Profile, ...]":
        """The profiles that calls can be sent to."""
        return self._profiles.usable()

    def replace(self, rules: Sequence[Rule]) -> None:
        """Uses other rules for the next call; see `use`. Those that stay keep their lines in the file."""
        self.use(self._texts.changed_to(rules))

    def use(self, texts: RuleTexts) -> None:
        """Uses other rules for the next call. Raises `SetupError`, and nothing changes then. Takes an emulator's start.

        A rule that is off may name what isn't there.
        """
        rules = texts.rules
        with self._lock:
            if self._is_closed:
                raise SetupError("The recording has ended.", "Its rules can't be changed any more.")
            profiles = self._profiles.usable()
            by_name = {profile.name: profile for profile in profiles}
            self.rewriter.replace(resolved(rules, Gateways(by_name, self._url_of_emulator)))
            self._texts = texts
            sentences = tuple(rule.sentence() for rule in rules if rule.enabled)
            self.now = RulesNow(sentences, len(rules), landing_of(rules, profiles))
        self.on_change(self.rewriter.sentences)

    def now_of(self, own: SentTo | None) -> RulesNow:
        """The rules as they are now, for a site that sends there itself."""
        now = self.now
        if own is None or not now.landing.leads_to_production:
            return now
        known, at_own = self._at_own
        if known != (now, own):
            at_own = replace(now, landing=self.landing(self.rules, (own,)))
            self._at_own = (now, own), at_own
        return at_own

    def landing(self, rules: Sequence[Rule], own: Iterable[SentTo] = ()) -> Landing:
        """Where calls would land under some rules; `own` is where the site itself sends."""
        return landing_of(rules, self._profiles.usable(), own)

    def text(self) -> str:
        """The rules as a rule file, with the comments it had; without any, an example of each kind, as a comment."""
        if self._texts.rules:
            return _HEAD + "\n" + self._texts.text
        return _HEAD + "\n" + "".join(f"# {line}\n" if line else "\n" for line in EXAMPLE.splitlines())

    def read(self, text: str) -> RuleTexts:
        """The rules of a rule file's text, none for an empty one. Raises `SetupError` with the line of a mistake."""
        if all(not line.strip() or line.lstrip().startswith("#") for line in lines_of(text)):
            return RuleTexts()
        return read_rule_texts(text.removeprefix(_HEAD).lstrip("\n"), written_rules(text, FILE_NAME))

    def text_of(self, index: int) -> str:
        """The lines of one rule in the file."""
        return self._texts.blocks[index].strip("\n") + "\n"

    def with_text(self, index: int, text: str) -> RuleTexts:
        """The rules with other lines for one of them. Raises `SetupError` with the line of a mistake."""
        before = self._texts.blocks[index]
        space = before[: len(before) - len(before.lstrip("\n"))], before[len(before.rstrip("\n")) :]
        rule = read_block(text, _RULE)
        return self._texts.with_block(index, space[0] + text.strip("\n") + (space[1] or "\n"), rule)

    def close(self) -> None:
        """Ends what the rules needed. May be called again."""
        with self._lock:
            self._is_closed = True
            self._needed.close()

    def _url_of_emulator(self) -> str:
        if not self._emulator_url:
            self._emulator_url = self._needed.enter_context(self._emulator.on_loopback())
        return self._emulator_url
