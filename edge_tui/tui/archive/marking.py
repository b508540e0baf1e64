"""What is done to past exchanges where they are: pinned, annotated, compared, exported, deleted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from textual import work
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.tui.archive.finding import Finding
from edge_tui.tui.clipboard import copy
from edge_tui.tui.screens.fields import Field, Fields
from edge_tui.tui.screens.question import Question


class Marking(Finding):
    """Acts on the selection, or on the exchange under the cursor where nothing is selected."""

    @property
    def _meant(self) -> list[Summary]:
        listed = self.listed
        if listed.selected:
            return list(listed.selected.values())
        return [listed.under_cursor] if listed.under_cursor else []

    def _loaded(self, summaries: list[Summary]) -> list[Exchange]:
        """The exchanges, whole, oldest first; those that are gone meanwhile are left out."""
        in_order = sorted(summaries, key=lambda summary: summary.key)
        try:
            found = [self.workspace.history.load(summary.key) for summary in in_order]
        except SetupError as error:
            self.notify(str(error), severity="error", markup=False)
            return []
        return [exchange for exchange in found if exchange is not None]

    def _do(self, what: str, summary: Summary, changed: Summary) -> None:
        try:
            if what == "pin":
                self.workspace.history.pin(summary.key, pinned=changed.pinned)
            else:
                self.workspace.history.annotate(summary.key, changed.note)
        except SetupError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.listed.rewrite(changed, self.workspace.clock())

    def action_pin(self) -> None:
        """Pins, or unpins."""
        for summary in self._meant:
            self._do("pin", summary, replace(summary, pinned=not summary.pinned))

    @work
    async def action_note(self) -> None:
        """Asks for a note on the exchange under the cursor."""
        summary = self.listed.under_cursor
        if summary is None:
            return
        fields = [Field("note", "Note", summary.note, "what to remember; empty takes it off")]
        texts = await self.app.push_screen_wait(Fields(f"Note on {summary.request_id}", fields, accept="Keep"))
        if texts is not None:
            self._do("note", summary, replace(summary, note=texts["note"]))

    def action_compare(self) -> None:
        """Compares the two that are selected, or the selected one with the one under the cursor."""
        from edge_tui.tui.screens.compare import Compare

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
    async def action_delete(self) -> None:
        """Deletes what is meant, after asking."""
        meant = self._meant
        if not meant:
            return
        pinned = sum(summary.pinned for summary in meant)
        words = f"{len(meant)} exchange{'s' if len(meant) > 1 else ''}, for good."
        question = Question(
            "Delete from history?",
            words + (f" {pinned} of them pinned." if pinned else ""),
            {"back": "Keep", "delete": "Delete"},
            is_grave=True,
        )
        if await self.app.push_screen_wait(question) != "delete":
            return
        self._delete([summary.key for summary in meant])

    def _delete(self, keys: list[int]) -> None:
        self._in_the_background(lambda _: f"{self.workspace.history.delete(keys):,} deleted.")

    @work
    async def action_prune(self) -> None:
        """Asks for an age and a size, says how many exchanges that is, and deletes them."""
        fields = [Field("days", "Older than", "30", "days; empty: of any age"), Field("size", "Keep at most", "", "MB")]
        texts = await self.app.push_screen_wait(Fields("Prune history", fields, self._prunable, accept="Delete"))
        if texts is not None:
            self._prune(texts)

    def _prunable(self, texts: Mapping[str, str]) -> str:
        days, keep_bytes = _bounds(texts)
        history, now = self.workspace.history, self.workspace.clock()
        before = None if days is None else now - timedelta(days=days)
        count = history.prunable(sent_before=before, keep_bytes=keep_bytes)
        about = "about " if keep_bytes is not None and count else ""
        size = history.size_bytes() / 1_000_000
        return f"Deletes {about}{count:,} of {history.count():,}, which take {size:.1f} MB. What is pinned stays."

    def _prune(self, texts: Mapping[str, str]) -> None:
        days, keep_bytes = _bounds(texts)
        before = None if days is None else self.workspace.clock() - timedelta(days=days)
        history = self.workspace.history

        def prune(is_unwanted: Callable[[], bool]) -> str:
            return f"{history.prune(sent_before=before, keep_bytes=keep_bytes, is_unwanted=is_unwanted):,} deleted."

        self._in_the_background(prune)

    def _in_the_background(self, deed: Callable[[Callable[[], bool]], str]) -> None:
        """Does something to the file in a thread of the app's, which goes on when this screen is left.

        The deed is handed what says whether the app is about to end, and answers with a sentence.
        """

        def work() -> None:
            worker = get_current_worker()
            try:
                words, is_wrong = deed(lambda: worker.is_cancelled), False
            except SetupError as error:
                words, is_wrong = str(error), True
            if not worker.is_cancelled:
                self.app.call_from_thread(self._tell_deed, words, is_wrong=is_wrong)

        self.app.run_worker(work, thread=True, group="history")

    def _tell_deed(self, words: str, *, is_wrong: bool) -> None:
        self.app.notify(words, severity="error" if is_wrong else "information", markup=False)
        if self.is_attached:
            self.listed.selected.clear()
            self.search(self._searched)

    @work
    async def action_export(self) -> None:
        """Writes what is meant into a file, or copies it, in a format that is asked for."""
        from edge_tui.exporting import export, file_name
        from edge_tui.formats import FORMATS
        from edge_tui.tui.screens.choice import Choice

        exchanges = self._loaded(self._meant)
        if not exchanges:
            return
        many = f"{len(exchanges)} exchanges" if len(exchanges) > 1 else exchanges[0].request_id
        choices = {name: (each.title, f"{each.suffix}; secrets masked") for name, each in FORMATS.items()}
        name = await self.app.push_screen_wait(Choice(f"Export {many}", choices))
        if name is None:
            return
        text = export(name, exchanges)
        fields = [Field("path", "File", str(Path.cwd() / file_name(name, exchanges)), "empty copies it instead")]
        texts = await self.app.push_screen_wait(
            Fields(f"Export as {FORMATS[name].title}", fields, _judge_file, accept="Export")
        )
        if texts is None:
            return
        if texts["path"]:
            self._write(texts["path"], text)
        else:
            self.app.copy_to_clipboard(text)
            self.run_worker(lambda: copy(text), thread=True, group="copy", exit_on_error=False)
            self.notify(f"Copied {many} as {FORMATS[name].title}.", markup=False)

    def _write(self, name: str, text: str) -> None:
        path = Path(name).expanduser()
        try:
            path.write_text(text, "utf-8")
        except OSError as error:
            self.notify(f"{path} could not be written: {error.strerror}.", severity="error", markup=False)
        else:
            self.notify(f"Wrote {path}", markup=False)


def _bounds(texts: Mapping[str, str]) -> tuple[float | None, int | None]:
    """Days and bytes; raises `SetupError` for what is no number, and where there is neither."""
    try:
        days = float(texts["days"]) if texts["days"] else None
        size = float(texts["size"]) if texts["size"] else None
    except ValueError:
        raise SetupError("Days and megabytes are numbers.", "Such as 30, or 0.5.") from None
    if days is None and size is None:
        raise SetupError("Nothing says what to delete.", "Give days, megabytes, or both.")
    if not 0 <= (days or 0) <= 100_000 or not 0 <= (size or 0) <= 1_000_000_000:
        raise SetupError("That is out of all bounds.", "Such as 30 days, or 500 MB.")
    return days, None if size is None else int(size * 1_000_000)


def _judge_file(texts: Mapping[str, str]) -> str:
    if not texts["path"]:
        return "It is copied to the clipboard."
    path = Path(texts["path"]).expanduser()
    if path.is_dir():
        raise SetupError(f"{path} is a folder.", "Give the name of a file in it.")
    if not path.parent.is_dir():
        raise SetupError(f"There is no folder {path.parent}.", "Choose another.")
    return "The file is there already and is written over." if path.exists() else "Secrets are masked in it."
