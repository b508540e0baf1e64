"""Changes the rules of a recording that goes on."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import SentTo
from edge_tui.model.text import short_datastream
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.landing import Landing
from edge_tui.rewriting.rule_texts import RuleTexts
from edge_tui.rewriting.rules import Rule
from edge_tui.tui.capture import rule_forms as forms
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.workspace.live_rewriting import LiveRewriting

_MAX_OFFERED = 200
KINDS = {
    "profile": ("Send to a profile", "gateway and datastream"),
    "emulator": ("Send to the emulator", "nothing reaches Adobe"),
    "datastream": ("Send to another datastream", "at the site's gateway"),
    "offer": ("Make up an offer", "in place of Edge's"),
    "fault": ("Make up a fault", "a status, offline, slow"),
    "file": ("Edit all rules in $EDITOR", "with all conditions"),
}

_FORMS = {
    "datastream": (forms.DATASTREAM_FIELDS, forms.datastream_rule),
    "offer": (forms.OFFER_FIELDS, forms.offer_rule),
    "fault": (forms.FAULT_FIELDS, forms.fault_rule),
}


class RuleActions:
    """Adds, switches, removes and edits rules; each change counts for the next call.

    `own` is where the site itself sends. `edit_text` lets a person edit a text, and returns it; None if they
    didn't.
    """

    def __init__(
        self,
        rewriting: LiveRewriting,
        dialogs: Dialogs,
        own: Sequence[SentTo],
        edit_text: Callable[[str], str | None],
    ) -> None:
        self._rewriting = rewriting
        self._dialogs = dialogs
        self._own = own
        self._edit_text = edit_text

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in their order."""
        return self._rewriting.rules

    @property
    def landing(self) -> Landing:
        """Where calls land now."""
        return self._rewriting.landing(self.rules, self._own)

    async def add(self) -> None:
        """Asks what kind of rule, then for its values, and adds it."""
        chosen = await self._dialogs.open(Choice("Add a rule", KINDS))
        if chosen == "file":
            await self.edit_file()
            return
        rule = await self._made(chosen)
        if rule is not None:
            await self._use(self._with(rule))

    async def _made(self, kind: str | None) -> Rule | None:
        if kind == "profile":
            return await self._for_profile()
        if kind == "emulator":
            return forms.emulator_rule()
        form = _FORMS.get(kind or "")
        return await self._filled(KINDS[kind or ""][0], *form) if form else None

    async def _for_profile(self) -> Rule | None:
        try:
            profiles = self._rewriting.profiles[:_MAX_OFFERED]
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        choices = {
            str(index): (each.name, f"{each.environment_name} · {each.host} · {short_datastream(each.datastream_id)}")
            for index, each in enumerate(profiles)
        }
        chosen = await self._dialogs.open(Choice("Send to", choices))
        return forms.profile_rule(profiles[int(chosen)]) if chosen is not None else None

    async def _filled(self, title: str, fields: list[Field], make: Callable[[Mapping[str, str]], Rule]) -> Rule | None:
        def validate(texts: Mapping[str, str]) -> str:
            rule = make(texts)
            what = rule.sentence().partition(": ")[2]
            return f"{what[:1].upper()}{what[1:]} {self._rewriting.landing(self._with(rule), self._own).words}"

        texts = await self._dialogs.open(Fields(title, fields, validate, accept="Add"))
        return make(texts) if texts is not None else None

    def _with(self, rule: Rule) -> list[Rule]:
        """The rules with one more. Calls go to one place: a destination of every call switches off those before it."""
        if not _leads_every_call(rule):
            return [*self.rules, rule]
        return [*(replace(each, enabled=False) if _leads_every_call(each) else each for each in self.rules), rule]

    async def switch(self, index: int) -> None:
        """Switches a rule on or off."""
        rules = list(self.rules)
        rules[index] = replace(rules[index], enabled=not rules[index].enabled)
        await self._use(rules)

    async def remove(self, index: int) -> None:
        """Removes a rule."""
        rules = list(self.rules)
        del rules[index]
        await self._use(rules)

    async def edit(self, index: int) -> None:
        """Lets a person edit the lines of one rule; the file's others stay."""
        rewriting = self._rewriting

        def validate(text: str) -> str:
            texts = rewriting.with_text(index, text)
            rule = texts.rules[index]
            what = rule.sentence().partition(": ")[2]
            off = "" if rule.enabled else " It is off."
            return f"{what[:1].upper()}{what[1:]}{off} {rewriting.landing(texts.rules, self._own).words}"

        form = TextForm(f"Rule {index + 1} of {len(self.rules)}", rewriting.text_of(index), validate)
        text = await self._dialogs.open(form)
        if text is not None:
            await self._use(rewriting.with_text(index, text))

    async def edit_file(self) -> None:
        """Lets a person edit all rules as a file, again while there is a mistake in it."""
        before = text = self._rewriting.text()
        while True:
            written = self._edit_text(text)
            if written is None or written.strip() == before.strip():
                return
            try:
                texts = self._rewriting.read(written)
            except SetupError as error:
                if not await self._may_edit_again(error):
                    return
                text = written
                continue
            await self._use(texts)
            return

    async def _may_edit_again(self, error: SetupError) -> bool:
        question = Confirmation(
            "Rules not changed", f"{error.what}\n{error.how}", {"again": "Edit again", "back": "Discard the edit"}
        )
        return await self._dialogs.confirm(question) == "again"

    async def _use(self, given: Sequence[Rule] | RuleTexts) -> None:
        """Uses other rules, after asking where they lead to production and those before didn't."""
        rewriting = self._rewriting
        rules = given.rules if isinstance(given, RuleTexts) else given
        try:
            landing, before = rewriting.landing(rules, self._own), rewriting.landing(rewriting.rules, self._own)
            if landing.leads_to_production and landing != before and not await self._may_lead(landing):
                return
            if isinstance(given, RuleTexts):
                await self._dialogs.keys_wait_for(asyncio.to_thread(rewriting.use, given))
            else:
                await self._dialogs.keys_wait_for(asyncio.to_thread(rewriting.replace, given))
        except SetupError as error:
            self._dialogs.show_error(error)

    async def _may_lead(self, landing: Landing) -> bool:
        question = Confirmation(
            "Send to production?",
            f"{landing.words}\nWhat you do on the page counts as real data there.",
            {"back": "Cancel", "send": "Send to production"},
            destructive=True,
        )
        return await self._dialogs.confirm(question) == "send"


def _leads_every_call(rule: Rule) -> bool:
    return rule.to is not None and rule.when == When()
