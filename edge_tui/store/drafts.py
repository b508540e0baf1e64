"""The draft in the editor, journalled: after a crash it is as it was when it was last saved."""

from pathlib import Path
from typing import Any

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.headers import read_headers, write_headers
from edge_tui.model.request import Action
from edge_tui.store import files
from edge_tui.store.small_files import SmallFiles


class Drafts:
    """Keeps one draft. Each `save` is on the disk, whole, before it returns."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "draft.json"
        self._files = SmallFiles()
        self._saved: Draft | None = None
        self._refusal: StorageError | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about a draft that was damaged and set aside, or could not be used."""
        return tuple(self._files.warnings)

    def save(self, draft: Draft) -> None:
        """Keeps a draft in place of the last one; raises `StorageError` where that cannot be."""
        if draft == self._saved:
            return
        if self._refusal is not None:
            raise self._refusal
        members = {"text": draft.text, "action": str(draft.action), "template": draft.template, "origin": draft.origin}
        files.write_json(self._path, members | {"headers": write_headers(draft.headers)})
        self._saved = draft

    def load(self) -> Draft | None:
        """The draft that was saved last, or None when there is none.

        One that cannot be used is set aside, also one of a newer edge-tui: what is written now must be kept.
        """
        consequence = "a template is opened in its place"
        kept = self._files.load(self._path, "The draft", _draft_of, consequence, keeps_newer=False)
        self._refusal = kept.refusal
        return kept.content


def _draft_of(members: Any) -> Draft:
    """The draft in a file; raises one of Python's own errors where it is not in order."""
    text, template = members["text"], members.get("template")
    headers, _ = read_headers(members.get("headers", ""))
    if not isinstance(text, str) or not isinstance(template, str | None):
        raise TypeError("a string is expected")
    return Draft(text, Action(members["action"]), template, headers, str(members.get("origin", "")))
