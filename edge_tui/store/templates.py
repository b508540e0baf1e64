"""Event templates as files, one JSON document each: those that ship, and the user's own."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from edge_tui.model.document import ParseError, kind_of, parse, patched
from edge_tui.model.errors import SetupError
from edge_tui.model.template import Origin, Template
from edge_tui.store import files
from edge_tui.store.names import check_new, check_slug, did_you_mean
from edge_tui.store.small_files import depth_of
from edge_tui.store.template_file import file_of, members_of, template_of, text_of

# The order in which people meet them; other groups follow by name.
_GROUPS = (
    "web",
    "commerce",
    "personalization",
    "media",
    "mobile",
    "messaging",
    "leads",
    "identity",
    "consent",
    "troubleshooting",
)
# What is laid over another template, listed and filled recurses as deep as a body goes.
_MAX_DEPTH = 200


def shipped_folder() -> Path:
    """The folder of the templates that ship: inside the installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@dataclass(frozen=True, slots=True)
class _TemplateFile:
    """One file as it was when it had this signature: its template, or what is wrong with it.

    With `extends`, the name of another template, the template is what differs from that one.
    """

    signature: tuple[int, int]
    template: Template | None
    problem: str = ""
    extends: str = ""
    has_action: bool = False


_Layer = Mapping[str, _TemplateFile]


class TemplateStore:
    """Templates by name. Of one name the project's comes before the user's, and that before the shipped one.

    A template may extend another: its body is then a merge patch (RFC 7386) of the other's, and
    what else it leaves out is the other's too. One that extends its own name extends the one it
    shadows. A folder may hold others: a file in one of them is in its group unless it names
    another, and of one name the file nearest to the top counts. Folders are listed anew at each
    call, and files read anew when they have changed.
    """

    def __init__(self, shipped: Path, user: Path, project: Path | None = None) -> None:
        self._folders = {Origin.SHIPPED: shipped, Origin.USER: user}
        if project is not None and project.absolute() != user.absolute():
            self._folders[Origin.PROJECT] = project
        self._read: dict[Path, _TemplateFile] = {}

    def all(self) -> tuple[Template, ...]:
        """Every template, by group and title; broken files are left out and told by `broken`."""
        layers = self._layers()
        by_name: dict[str, Template] = {}
        for depth, layer in enumerate(layers):
            for name in layer:
                try:
                    template = _resolve(name, layers[: depth + 1], layers)
                except SetupError:
                    continue
                by_name[name] = replace(template, shadows=name in by_name)
        return tuple(sorted(by_name.values(), key=_sort_key))

    def get(self, name: str) -> Template:
        """The template of a name."""
        templates = {template.name: template for template in self.all()}
        if name in templates:
            return templates[name]
        for path, problem in self.broken():
            if path.stem == name:
                raise SetupError(f"The template {name} cannot be read: {problem}", f"Mend it in {path}.")
        raise _missing(name, list(templates))

    def broken(self) -> tuple[tuple[Path, str], ...]:
        """The files that hold no template, each with a sentence that says why."""
        found = []
        layers = self._layers()
        for depth, (origin, folder) in enumerate(self._folders.items()):
            for path in files.list_files_recursively(folder, ".json"):
                read = self._load(path, origin)
                problem = read.problem
                if read.template is not None:
                    problem = _find_problem(path.stem, layers[: depth + 1], layers)
                if problem:
                    found.append((path, problem))
        return tuple(found)

    def save(self, template: Template, *, overwrite: bool) -> None:
        """Writes a template into the user's folder; what nobody knows in the file stays.

        One of the project's, or of a name that the project has, goes into the project's folder: in
        the user's it would be out of sight. Without `overwrite` a file that is there already is
        refused. A shipped template is never written over: the user's shadows it.
        """
        check_slug(template.name, "template")
        folder = self._folders[Origin.USER]
        if (project := self._folders.get(Origin.PROJECT)) is not None:
            is_projects = template.origin is Origin.PROJECT or _file_named(template.name, project) is not None
            folder = project if is_projects else folder
        path = _file_named(template.name, folder)
        if path is None:
            check_new(template.name, "template", _stems_in(folder))
            path = folder / f"{template.name}.json"
        there = files.read(path)
        if there is not None and not overwrite:
            raise SetupError(f"There is already a template {template.name!r} of yours.", "Choose another name.")
        files.write_json(path, file_of(template, members_of(there)))

    def delete(self, name: str) -> None:
        """Deletes a template of the project's or the user's; the one that it shadowed is there again."""
        for folder in self._own_folders:
            if path := _file_named(name, folder):
                files.delete(path)
                return
        if any(template.name == name for template in self.all()):
            raise SetupError(f"The template {name} ships with edge-tui and stays.", "Save one of its name over it.")
        raise _missing(name, [template.name for template in self.all()])

    def rename(self, name: str, new: str) -> None:
        """Gives the file of a template of the project's or the user's another name; its content stays as it is."""
        check_slug(new, "template")
        path = self.path(name)
        folder = next((folder for folder in self._own_folders if path.is_relative_to(folder)), None)
        if folder is None:
            raise SetupError(f"The template {name} ships with edge-tui and keeps its name.", "Duplicate it instead.")
        target = path.with_name(f"{new}.json")
        check_new(new, "template", (stem for stem in _stems_in(folder) if stem != name))
        if target.exists() or _file_named(new, folder):
            raise SetupError(f"There is already a template {new!r}.", "Choose another name.")
        try:
            path.rename(target)
        except OSError as error:
            raise files.unwritable(target, error) from error

    @property
    def project_folder(self) -> Path | None:
        """The folder of the project's templates, which others write too."""
        return self._folders.get(Origin.PROJECT)

    @property
    def _own_folders(self) -> list[Path]:
        """The folders that may be written, the one that goes before the others first."""
        return [folder for origin, folder in reversed(self._folders.items()) if origin is not Origin.SHIPPED]

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Another value as soon as a file of the project's or the user's has come, gone or changed."""
        found = []
        for folder in self._own_folders:
            for path in files.list_files_recursively(folder, ".json"):
                with suppress(OSError):
                    found.append((str(path), path.stat().st_mtime_ns))
        return tuple(found)

    def path(self, name: str) -> Path:
        """The file of a template."""
        for folder in reversed(self._folders.values()):
            if path := _file_named(name, folder):
                return path
        raise _missing(name, [template.name for template in self.all()])

    def _layers(self) -> list[_Layer]:
        """What can be read in each folder by name, the shipped ones first."""
        return [
            {
                path.stem: read
                for path in reversed(files.list_files_recursively(folder, ".json"))
                if (read := self._load(path, origin)).template is not None
            }
            for origin, folder in self._folders.items()
        ]

    def _load(self, path: Path, origin: Origin) -> _TemplateFile:
        try:
            stat = path.stat()
            signature = stat.st_mtime_ns, stat.st_size
        except OSError:
            signature = 0, -1
        read = self._read.get(path)
        if read is None or read.signature != signature:
            within = path.parent.relative_to(self._folders[origin]).as_posix()
            read = self._read[path] = _read(path, origin, "" if within == "." else within, signature)
        return read


def _stems_in(folder: Path) -> list[str]:
    return [path.stem for path in files.list_files_recursively(folder, ".json")]


def _file_named(name: str, folder: Path) -> Path | None:
    return next((path for path in files.list_files_recursively(folder, ".json") if path.stem == name), None)


def _read(path: Path, origin: Origin, group: str, signature: tuple[int, int]) -> _TemplateFile:
    try:
        content = files.read(path)
        text = (content or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        return _TemplateFile(signature, None, "It is not UTF-8 text.")
    except SetupError as error:
        return _TemplateFile(signature, None, error.what)
    document = parse(text)
    if isinstance(document, ParseError):
        return _TemplateFile(signature, None, f"It is not JSON at {document}.")
    if depth_of(document, _MAX_DEPTH) > _MAX_DEPTH:
        return _TemplateFile(signature, None, f"It is nested more than {_MAX_DEPTH} levels deep.")
    if not isinstance(document, dict):
        return _TemplateFile(signature, None, f"It holds {kind_of(document)}, not an object.")
    try:
        template = template_of(path.stem, document, origin, group)
        return _TemplateFile(signature, template, "", text_of(document, "extends"), "action" in document)
    except SetupError as error:
        return _TemplateFile(signature, None, error.what)


def _resolve(
    name: str, layers: Sequence[_Layer], everything: Sequence[_Layer], trail: tuple[str, ...] = ()
) -> Template:
    """The template of a name in the last of the layers that has it, with what it extends.

    Raises `SetupError` where that is not there, or comes back to itself.
    """
    depth = next((depth for depth in reversed(range(len(layers))) if name in layers[depth]), None)
    if depth is None:
        raise SetupError(f"It extends {name}, which is not there.")
    read = layers[depth][name]
    assert read.template is not None
    is_projects = read.template.origin is Origin.PROJECT
    if not read.extends:
        return replace(read.template, is_shared=is_projects)
    step = f"{depth}/{name}"
    if step in trail:
        raise SetupError(f"It extends itself, by way of {read.extends}.")
    below = everything[:depth] if read.extends == name else everything
    base = _resolve(read.extends, below, everything, (*trail, step))
    own = read.template
    return replace(
        own,
        group=own.group or base.group,
        summary=own.summary or base.summary,
        action=own.action if read.has_action else base.action,
        body=patched(base.body, own.body),
        is_shared=is_projects or base.is_shared,
    )


def _find_problem(name: str, layers: Sequence[_Layer], everything: Sequence[_Layer]) -> str:
    """What keeps a template from being made whole; empty when nothing does."""
    try:
        _resolve(name, layers, everything)
    except SetupError as error:
        return error.what
    return ""


def _sort_key(template: Template) -> tuple[int, str, str, str]:
    rank = _GROUPS.index(template.group) if template.group in _GROUPS else len(_GROUPS)
    return rank, template.group, template.title.casefold(), template.name


def _missing(name: str, names: list[str]) -> SetupError:
    how = "`edge-tui templates list` shows what there is."
    return SetupError(f"There is no template {name!r}.", f"{did_you_mean(name, names)} {how}".strip())
