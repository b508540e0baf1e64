"""The draft in the editor: after a crash it is as it was last saved."""

import json
from pathlib import Path
from typing import Any

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.headers import read_headers, write_headers
from edge_tui.model.request import Action
from edge_tui.store import files
from edge_tui.store.small_files import SmallFiles

_SLICE = 64 * 1024


class Drafts:
    """One saved draft. Each `save` is durable, and complete, before it returns."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "draft.json"
        self._files = SmallFiles()
        self._saved: Draft | None = None
        self._refusal: StorageError | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """About a draft that was damaged and set aside, or couldn't be used."""
        return tuple(self._files.warnings)

    def save(self, draft: Draft) -> None:
        """Replaces the saved draft. Raises `StorageError` if it can't be written."""
        if draft == self._saved:
            return
        if self._refusal is not None:
            raise self._refusal
        members = {"action": str(draft.action), "template": draft.template, "origin": draft.origin}
        members |= {"headers": write_headers(draft.headers)}
        files.write(self._path, _encoded(members, draft.text))
        self._saved = draft

    def load(self) -> Draft | None:
        """The last saved draft, or None.

        A draft that can't be used is set aside, even a newer edge-tui's: new drafts must be saved somewhere.
        """
        consequence = "a template is opened instead"
        kept = self._files.load(self._path, "The draft", _draft_of, consequence, keeps_newer=False)
        self._refusal = kept.refusal
        return kept.content


def _encoded(members: dict[str, Any], text: str) -> bytes:
    """The members and the text as JSON, in slices: encoding a large text at once would stop every other thread."""
    pieces = [json.dumps(members, indent=2).removesuffix("\n}").encode(), b',\n  "text": "']
    for start in range(0, len(text), _SLICE):
        part = text[start : start + _SLICE]
        try:
            pieces.append(json.dumps(part, ensure_ascii=False)[1:-1].encode())
        except UnicodeEncodeError:
            # Lone surrogates have no UTF-8.
            pieces.append(json.dumps(part)[1:-1].encode())
    return b"".join([*pieces, b'"\n}\n'])


def _draft_of(members: Any) -> Draft:
    """The draft in a file; malformed members raise a built-in exception."""
    text, template = members["text"], members.get("template")
    headers, _ = read_headers(members.get("headers", ""))
    if not isinstance(text, str) or not isinstance(template, str | None):
        raise TypeError("a string is expected")
    return Draft(text, Action(members["action"]), template, headers, str(members.get("origin", "")))
