"""Event templates in JSON files: built-in, the user's and the project's."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import ParseError, kind_of, parse, patched
from edge_tui.model.template import Origin, Template
from edge_tui.store import files
from edge_tui.store.names import check_new, check_slug, did_you_mean
from edge_tui.store.small_files import depth_of
from edge_tui.store.template_file import file_of, members_of, template_of, text_of

# The order in lists; other groups follow by name.
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
# Merging, listing and filling recurse as deep as the body.
_MAX_DEPTH = 200


def shipped_folder() -> Path:
    """The folder of built-in templates: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@dataclass(frozen=True, slots=True)
class _TemplateFile:
    """A file as read when it had this signature: its template, or the problem with it.

    With `extends`, the name of another template, `template` is only the difference from that one.
    """

    signature: tuple[int, int]
    template: Template | None
    problem: str = ""
    extends: str = ""
    has_action: bool = False


_Layer = Mapping[str, _TemplateFile]


class TemplateStore:
    """Templates by name: the project's shadow the user's, which shadow the built-in ones.

    A template may extend another: its body is then a merge patch (RFC 7386) of the other's, and
    other missing members are inherited. A template that extends its own name extends the one it
    shadows. A subfolder is the default group of its files; of two files with a name, the one
    nearest to the top counts. Folders are listed at each call, and changed files read again.
    """

    def __init__(self, shipped: Path, user: Path, project: Path | None = None) -> None:
        self._folders = {Origin.SHIPPED: shipped, Origin.USER: user}
        if project is not None and project.absolute() != user.absolute():
            self._folders[Origin.PROJECT] = project
        self._read: dict[Path, _TemplateFile] = {}

    def all(self) -> tuple[Template, ...]:
        """Every valid template, by group and title; `broken` has the others."""
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
        """The template with a name. Raises `SetupError` if it is missing or broken."""
        templates = {template.name: template for template in self.all()}
        if name in templates:
            return templates[name]
        for path, problem in self.broken():
            if path.stem == name:
                raise SetupError(f"The template {name} can't be read: {problem}", f"Fix it in {path}.")
        raise _missing(name, list(templates))

    def broken(self) -> tuple[tuple[Path, str], ...]:
        """The invalid files, each with a sentence about the problem."""
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
        """Writes a template into the user's folder; unknown members of an existing file stay.

        A template of the project, or with a name the project has, goes into the project's folder:
        otherwise it would be shadowed. Without `overwrite`, raises `SetupError` for an existing
        file. A built-in template is never overwritten: the user's shadows it.
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
        """Deletes a template of the project or the user; the one it shadowed is visible again."""
        for folder in self._own_folders:
            if path := _file_named(name, folder):
                files.delete(path)
                return
        if any(template.name == name for template in self.all()):
            raise SetupError(
                f"The template {name} is built in and can't be deleted.", "Save your own under its name to override it."
            )
        raise _missing(name, [template.name for template in self.all()])

    def rename(self, name: str, new: str) -> None:
        """Renames the file of a template of the project or the user; its content stays the same."""
        check_slug(new, "template")
        path = self.path(name)
        folder = next((folder for folder in self._own_folders if path.is_relative_to(folder)), None)
        if folder is None:
            raise SetupError(f"The template {name} is built in and can't be renamed.", "Duplicate it instead.")
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
        """The folder of the project's templates, which others may write to."""
        return self._folders.get(Origin.PROJECT)

    @property
    def _own_folders(self) -> list[Path]:
        """The writable folders, highest precedence first."""
        return [folder for origin, folder in reversed(self._folders.items()) if origin is not Origin.SHIPPED]

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """A change token of the project's and the user's files."""
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
        """The readable files of each folder by name, built-in first."""
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
        return _TemplateFile(signature, None, f"It isn't JSON: {document}.")
    if depth_of(document, _MAX_DEPTH) > _MAX_DEPTH:
        return _TemplateFile(signature, None, f"It is nested more than {_MAX_DEPTH} levels deep.")
    if not isinstance(document, dict):
        return _TemplateFile(signature, None, f"It is {kind_of(document)}, not an object.")
    try:
        template = template_of(path.stem, document, origin, group)
        return _TemplateFile(signature, template, "", text_of(document, "extends"), "action" in document)
    except SetupError as error:
        return _TemplateFile(signature, None, error.what)


def _resolve(
    name: str, layers: Sequence[_Layer], everything: Sequence[_Layer], trail: tuple[str, ...] = ()
) -> Template:
    """The template with a name in the last layer that has it, merged with what it extends.

    Raises `SetupError` if an extended template is missing or extends itself.
    """
    depth = next((depth for depth in reversed(range(len(layers))) if name in layers[depth]), None)
    if depth is None:
        raise SetupError(f"It extends {name}, which doesn't exist.")
    read = layers[depth][name]
    assert read.template is not None
    is_projects = read.template.origin is Origin.PROJECT
    if not read.extends:
        return replace(read.template, is_shared=is_projects)
    step = f"{depth}/{name}"
    if step in trail:
        raise SetupError(f"It extends itself, through {read.extends}.")
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
    """Why a template can't be merged with what it extends; empty if it can."""
    try:
        _resolve(name, layers, everything)
    except SetupError as error:
        return error.what
    return ""


def _sort_key(template: Template) -> tuple[int, str, str, str]:
    rank = _GROUPS.index(template.group) if template.group in _GROUPS else len(_GROUPS)
    return rank, template.group, template.title.casefold(), template.name


def _missing(name: str, names: list[str]) -> SetupError:
    how = "`edge-tui templates list` lists them."
    return SetupError(f"There is no template {name!r}.", f"{did_you_mean(name, names)} {how}".strip())
