"""What is done to past exchanges where they are: pinned, annotated, compared, exported."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.tui.clipboard import copy
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.history.deletion import Deleting

# What the names of safe forms end in.
_SAFE = "-safe"


class Marking(Deleting):
    """Acts on the selection, or on the exchange under the cursor where nothing is selected."""

    def _loaded(self, summaries: list[Summary]) -> list[Exchange]:
        """The exchanges, whole, oldest first; those that are gone meanwhile are left out."""
        in_order = sorted(summaries, key=lambda summary: summary.key)
        try:
            found = [self.workspace.history.load(summary.key) for summary in in_order]
        except SetupError as error:
            self.notify(str(error), severity="error", markup=False)
            return []
        return [exchange for exchange in found if exchange is not None]

    @work(thread=True, group="mark")
    def _mark(self, changed: list[Summary], mark: Callable[[Summary], None]) -> None:
        """Writes marks in a thread: another process may be writing, and a note that is taken off leaves words."""
        try:
            for summary in changed:
                mark(summary)
                self.app.call_from_thread(self.listed.rewrite, summary, self.workspace.clock())
        except SetupError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error", markup=False)

    def action_pin(self) -> None:
        """Pins, or unpins."""
        history = self.workspace.history
        pinned = [replace(summary, pinned=not summary.pinned) for summary in self.meant]
        self._mark(pinned, lambda each: history.pin(each.key, pinned=each.pinned))

    @work
    async def action_note(self) -> None:
        """Asks for a note on the exchange under the cursor."""
        summary = self.listed.under_cursor
        if summary is None:
            return
        fields = [Field("note", "Note", summary.note, "what to remember; empty takes it off")]
        texts = await self.app.push_screen_wait(Fields(f"Note on {summary.request_id}", fields, accept="Keep"))
        if texts is not None:
            self._annotate(summary, texts["note"])

    def _annotate(self, summary: Summary, note: str) -> None:
        history, had_another = self.workspace.history, summary.note not in ("", note)

        def annotate(changed: Summary) -> None:
            history.annotate(changed.key, changed.note)
            if had_another:
                history.tidy()

        self._mark([replace(summary, note=note)], annotate)

    def action_compare(self) -> None:
        """Compares the two that are selected, or the selected one with the one under the cursor."""
        from edge_tui.tui.compare.screen import Compare

        listed = self.listed
        chosen = list(listed.selected.values())
        if len(chosen) == 1 and listed.under_cursor and listed.under_cursor.key not in listed.selected:
            chosen.append(listed.under_cursor)
        if len(chosen) != 2:
            self.notify("Select two exchanges with space; d then compares them.")
            return
        pair = self._loaded(chosen)
        if len(pair) == 2:
            self.app.push_screen(Compare(self.workspace, *pair))

    @work
    async def action_export(self) -> None:
        """Writes what is meant into a file, or copies it, in a format that is asked for."""
        from edge_tui.formats import FORMATS
        from edge_tui.formats.export import SHARED_FORMATS, export, file_name
        from edge_tui.tui.dialogs.choice import Choice

        exchanges = self._loaded(self.meant)
        if not exchanges:
            return
        many = f"{len(exchanges)} exchanges" if len(exchanges) > 1 else exchanges[0].request_id
        choices = {name: (each.title, f"{each.suffix}; secrets masked") for name, each in FORMATS.items()}
        for name in SHARED_FORMATS:
            choices[f"{name}{_SAFE}"] = (f"{FORMATS[name].title}, safe", "personal data masked as well")
        chosen = await self.app.push_screen_wait(Choice(f"Export {many}", choices))
        if chosen is None:
            return
        name = chosen.removesuffix(_SAFE)
        salt = self.workspace.new_uuid().bytes if name != chosen else None
        text = await asyncio.to_thread(export, name, exchanges, salt)
        fields = [Field("path", "File", str(_folder() / file_name(name, exchanges)), "empty copies it instead")]
        texts = await self.app.push_screen_wait(
            Fields(f"Export as {FORMATS[name].title}", fields, _judge_file, accept="Export")
        )
        if texts is None:
            return
        if texts["path"]:
            self._write(texts["path"], text)
        else:
            self.app.copy_to_clipboard(text)
            self.run_worker(lambda: copy(text), thread=True, group="copy")
            self.notify(f"Copied {many} as {FORMATS[name].title}.", markup=False)

    def _write(self, name: str, text: str) -> None:
        path = Path(name).expanduser()
        try:
            path.write_text(text, "utf-8")
        except OSError as error:
            self.notify(f"{path} could not be written: {error.strerror}.", severity="error", markup=False)
        else:
            self.notify(f"Wrote {path}", markup=False)


def _judge_file(texts: Mapping[str, str]) -> str:
    if not texts["path"]:
        return "It is copied to the clipboard."
    path = Path(texts["path"]).expanduser()
    if path.is_dir():
        raise SetupError(f"{path} is a folder.", "Give the name of a file in it.")
    if not path.parent.is_dir():
        raise SetupError(f"There is no folder {path.parent}.", "Choose another.")
    return "The file is there already and is written over." if path.exists() else "Secrets are masked in it."


def _folder() -> Path:
    """The current folder; the user's own where that was deleted."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path.home()
