"""The draft in the editor, journalled: after a crash it is as it was when it was last saved."""

import json
from pathlib import Path

from edge_tui.model.exchange import Draft
from edge_tui.model.headers import read_headers, write_headers
from edge_tui.model.request import Action
from edge_tui.store import files


class Drafts:
    """Keeps one draft. Each `save` is on the disk, whole, before it returns."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "draft.json"
        self._saved: Draft | None = None

    def save(self, draft: Draft) -> None:
        """Keeps a draft in place of the last one; raises `StorageError` where that cannot be."""
        if draft == self._saved:
            return
        members = {"text": draft.text, "action": str(draft.action), "template": draft.template, "origin": draft.origin}
        files.write_json(self._path, members | {"headers": write_headers(draft.headers)})
        self._saved = draft

    def load(self) -> Draft | None:
        """The draft that was saved last, or None when there is none. A damaged file is set aside."""
        content = files.read(self._path)
        if content is None:
            return None
        draft = _draft_of(content)
        if draft is None:
            files.set_aside(self._path)
        return draft


def _draft_of(content: bytes) -> Draft | None:
    try:
        members = json.loads(content)
        text, template = members["text"], members.get("template")
        headers, _ = read_headers(members.get("headers", ""))
        action = Action(members["action"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not isinstance(text, str) or not isinstance(template, str | None):
        return None
    return Draft(text, action, template, headers, str(members.get("origin", "")))
