"""What lists show of each template file, kept between runs so that thousands of files aren't read again."""

from dataclasses import dataclass
from pathlib import Path

from edge_tui.model.errors import StorageError
from edge_tui.model.json.document import JsonValue, ParseError, parse
from edge_tui.model.request import Action
from edge_tui.store import files

_VERSION = 1
# Reading fewer files than this is quicker than reading what is kept.
_MIN_NEW = 64

Signature = tuple[int, int]


@dataclass(frozen=True, slots=True)
class IndexedTemplate:
    """A template file without its body, as read when it had this signature (time of change and size).

    `group` is the file's or its folder's; `extends` is the name of the template that it is a difference
    from. With a `problem`, the other members are empty.
    """

    signature: Signature
    title: str = ""
    group: str = ""
    summary: str = ""
    action: Action = Action.INTERACT
    has_action: bool = False
    extends: str = ""
    problem: str = ""


class TemplateIndex:
    """Indexed templates by file, in a separate file. It can be deleted at any time.

    A row counts only while the file still has its signature. A damaged index, and one of another edition
    of the files, counts as empty: the templates are then read again.
    """

    def __init__(self, path: Path | None = None, edition: str = "") -> None:
        self._path = path
        self._edition = edition
        self._kept: dict[str, JsonValue] | None = None
        self._new: dict[str, IndexedTemplate] = {}

    def get(self, path: str, signature: Signature) -> IndexedTemplate | None:
        """A file's row; None if there is none, or the file has changed since."""
        found = self._new.get(path) or _from_row(self._rows().get(path))
        return found if found is not None and found.signature == signature else None

    def put(self, path: str, indexed: IndexedTemplate) -> None:
        """Adds a file that was read."""
        self._new[path] = indexed

    def save(self) -> None:
        """Writes the index, if so many files were read that it pays; rows of missing files are dropped."""
        if self._path is None or len(self._new) < _MIN_NEW:
            return
        rows = {**self._rows(), **{path: _row(indexed) for path, indexed in self._new.items()}}
        self._kept = {path: row for path, row in rows.items() if Path(path).exists()}
        self._new.clear()
        try:
            files.write_json(self._path, {"version": _VERSION, "edition": self._edition, "files": self._kept})
        except StorageError:
            # The next start only takes longer.
            return

    def _rows(self) -> dict[str, JsonValue]:
        if self._kept is None:
            self._kept = _read(self._path, self._edition) if self._path else {}
        return self._kept


def _read(path: Path, edition: str) -> dict[str, JsonValue]:
    try:
        document = parse((files.read(path) or b"").decode())
    except (StorageError, UnicodeDecodeError):
        return {}
    if isinstance(document, ParseError) or not isinstance(document, dict) or document.get("version") != _VERSION:
        return {}
    rows = document.get("files")
    return rows if isinstance(rows, dict) and document.get("edition", "") == edition else {}


def _row(indexed: IndexedTemplate) -> JsonValue:
    return [
        *indexed.signature,
        indexed.title,
        indexed.group,
        indexed.summary,
        str(indexed.action),
        indexed.has_action,
        indexed.extends,
        indexed.problem,
    ]


def _from_row(row: JsonValue) -> IndexedTemplate | None:
    """The template of a row; None for anything that `_row` doesn't write."""
    if not isinstance(row, list) or len(row) != 9:
        return None
    changed, size, title, group, summary, action, has_action, extends, problem = row
    texts = (title, group, summary, action, extends, problem)
    if not (isinstance(changed, int) and isinstance(size, int) and all(isinstance(text, str) for text in texts)):
        return None
    if action not in _ACTIONS:
        return None
    return IndexedTemplate(
        (changed, size),
        str(title),
        str(group),
        str(summary),
        Action(action),
        bool(has_action),
        str(extends),
        str(problem),
    )


_ACTIONS = frozenset(str(action) for action in Action)
