"""The template files of one folder."""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from edge_tui.model.encoding import decode_utf8
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import JsonObject, ParseError, kind_of, parse
from edge_tui.model.template import Origin
from edge_tui.store import files
from edge_tui.store.subfolders import Subfolders
from edge_tui.store.template_file import template_of, text_of
from edge_tui.store.template_index import IndexedTemplate, Signature, TemplateIndex

_SUFFIX = ".json"
# Of more files than this, only the folders are watched for changes.
_MAX_WATCHED = 500
# The built-in files, and some: a list and then their bodies are taken from one reading of them.
_MAX_KEPT = 200


class TemplateFile:
    """A template file: what a list shows of it, and its body, which is read when it is needed."""

    __slots__ = ("indexed", "layer", "path")

    def __init__(self, layer: "TemplateLayer", path: Path, indexed: IndexedTemplate) -> None:
        self.layer = layer
        self.path = path
        self.indexed = indexed

    def body(self) -> JsonObject:
        """The body as written. Raises `SetupError` if the file has become invalid."""
        return self.layer.read_body(self.path)


class TemplateLayer:
    """The templates of one folder and its subfolders, which are the default groups of their files.

    Of two files with a name, the readable one nearest to the top counts. No listing of files is kept:
    they may come and go at any time.
    """

    def __init__(self, folder: Path, origin: Origin, index: TemplateIndex) -> None:
        self.folder = folder
        self.origin = origin
        self._index = index
        self._subfolders = Subfolders(folder)
        # Bodies that were asked for, with the signature of their files.
        self._bodies: dict[Path, tuple[Signature, JsonObject]] = {}

    def get(self, name: str) -> TemplateFile | None:
        """The file of a template; reads no other. None if there is no valid one."""
        return next((file for path in self.paths_named(name) if not (file := self.load(path)).indexed.problem), None)

    def paths_named(self, name: str) -> Iterator[Path]:
        """The files with a template's name, valid or not, the nearest to the top first."""
        file_name = name + _SUFFIX
        if Path(file_name).name != file_name or name.startswith("."):
            return
        # Found without listing the folder, which may have thousands of files.
        if os.path.lexists(top := self.folder / file_name):
            yield top
        for folder in self._subfolders.current():
            if os.path.lexists(below := folder / file_name):
                yield below

    def has_more_than(self, count: int) -> bool:
        """Whether there are more files, valid or not."""
        return files.has_more_than(count, self.folder, _SUFFIX)

    def everything(self) -> list[TemplateFile]:
        """Every file, valid or not, in order; a folder that can't be listed is one of them."""
        return [self.load(path) for path in files.list_files_recursively(self.folder, _SUFFIX)]

    def names(self) -> list[str]:
        """The name of every file, without its suffix."""
        return [
            name.removesuffix(_SUFFIX)
            for _, names in files.walk(self.folder)
            for name in names or ()
            if name.endswith(_SUFFIX)
        ]

    def load(self, path: Path) -> TemplateFile:
        """A file, read only if it isn't indexed with its current signature."""
        signature = _signature_of(path)
        indexed = self._index.get(str(path), signature)
        if indexed is None:
            indexed, _ = self._read(path, signature)
            self._index.put(str(path), indexed)
        return TemplateFile(self, path, indexed)

    def read_body(self, path: Path) -> JsonObject:
        """The body of a file. Raises `SetupError` if the file is invalid."""
        signature = _signature_of(path)
        kept = self._bodies.get(path)
        if kept is None or kept[0] != signature:
            indexed, body = self._read(path, signature)
            if indexed.problem:
                raise SetupError(indexed.problem)
            kept = self._bodies[path] = (signature, body)
        return kept[1]

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """A change token of the files. Of many files, one that is edited in place doesn't change it."""
        paths = [self.folder, *self._subfolders.current()]
        if not self.has_more_than(_MAX_WATCHED):
            paths += files.list_files_recursively(self.folder, _SUFFIX)
        return tuple((str(path), _signature_of(path)[0]) for path in paths)

    def _read(self, path: Path, signature: Signature) -> tuple[IndexedTemplate, JsonObject]:
        try:
            document = _document_in(path, signature)
            folder = path.parent
            group = "" if folder == self.folder else folder.relative_to(self.folder).as_posix()
            template = template_of(path.stem, document, self.origin, group)
            extends = text_of(document, "extends")
        except SetupError as error:
            return IndexedTemplate(signature, problem=error.what), {}
        indexed = IndexedTemplate(
            signature,
            template.title,
            template.group,
            template.summary,
            template.action,
            "action" in document,
            extends,
        )
        return indexed, template.body


def _signature_of(path: Path) -> Signature:
    try:
        stat = path.stat()
    except OSError:
        return 0, -1
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=_MAX_KEPT)
def _document_in(path: Path, _signature: Signature) -> JsonObject:
    """The object in a file with this signature. Raises `SetupError` with what is wrong."""
    try:
        text = decode_utf8(files.read(path) or b"")
    except UnicodeDecodeError as error:
        raise SetupError("It is not UTF-8 text.") from error
    document = parse(text)
    if isinstance(document, ParseError):
        raise SetupError(f"It isn't JSON: {document}.")
    if not isinstance(document, dict):
        raise SetupError(f"It is {kind_of(document)}, not an object.")
    return document
