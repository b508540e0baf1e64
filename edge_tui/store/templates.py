"""Event templates in JSON files: built-in, the user's and the project's."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from edge_tui import __version__
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import patched, pretty
from edge_tui.model.profile import Profile
from edge_tui.model.request import reshape
from edge_tui.model.template import Catalog, Origin, Template, TemplateEntry, words_of_name
from edge_tui.store import files
from edge_tui.store.names import check_new, check_slug
from edge_tui.store.template_file import file_of, members_of
from edge_tui.store.template_index import TemplateIndex
from edge_tui.store.template_layer import TemplateFile, TemplateLayer

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
_MANY = 200


def shipped_folder() -> Path:
    """The folder of built-in templates: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class _Lookup(Protocol):
    def get(self, name: str) -> TemplateFile | None:
        """The valid file of a template, or None."""


class TemplateStore:
    """Templates by name: the project's shadow the user's, which shadow the built-in ones.

    A template may extend another: its body is then a merge patch (RFC 7386) of the other's, and
    other missing members are inherited. A template that extends its own name extends the one it
    shadows. Folders are listed at each call, and changed files read again. `index` is a file that
    keeps between runs what lists show.
    """

    def __init__(self, shipped: Path, user: Path, project: Path | None = None, index: Path | None = None) -> None:
        self._index = TemplateIndex(index)
        folders = {Origin.SHIPPED: shipped, Origin.USER: user}
        if project is not None and project.absolute() != user.absolute():
            folders[Origin.PROJECT] = project
        # Two, because the built-in ones are listed before the first frame, without thousands of own ones. An update of
        # edge-tui may leave its files their times and sizes.
        self._shipped_index = TemplateIndex(index and index.with_name(f"built-in-{index.name}"), __version__)
        indexes = {Origin.SHIPPED: self._shipped_index}
        self._layers = [
            TemplateLayer(folder, origin, indexes.get(origin, self._index)) for origin, folder in folders.items()
        ]

    def catalog(self) -> Catalog:
        """Every template as it is in lists: reads the files that aren't indexed, and no bodies."""
        found = _Found(self._layers)
        return Catalog(tuple(template.entry for template in found.templates(with_body=False)), found.broken())

    def entries(self) -> tuple[TemplateEntry, ...]:
        """Every valid template without its body, by group and title."""
        return self.catalog().entries

    def broken(self) -> tuple[tuple[Path, str], ...]:
        """The invalid files, each with a sentence about the problem."""
        return self.catalog().broken

    def all(self) -> tuple[Template, ...]:
        """Every valid template with its body: reads every file."""
        return _Found(self._layers).templates(with_body=True)

    def shipped(self) -> tuple[TemplateEntry, ...]:
        """The built-in templates, as if there were no others."""
        return tuple(template.entry for template in _Found(self._layers[:1]).templates(with_body=False))

    @property
    def has_many(self) -> bool:
        """Whether there are so many own files that listing them is felt."""
        return any(layer.has_more_than(_MANY) for layer in self._own_layers)

    def find(self, name: str) -> Template | None:
        """The template with a name, or None if it is missing or broken. Reads no other that it doesn't extend."""
        found: Template | None = None
        for depth, layer in enumerate(self._layers):
            if layer.get(name) is not None:
                with suppress(SetupError):
                    template = _resolve(name, self._layers[: depth + 1], self._layers)
                    found = replace(template, shadows=found is not None)
        return found

    def get(self, name: str) -> Template:
        """The template with a name. Raises `SetupError` if it is missing or broken."""
        if (found := self.find(name)) is not None:
            return found
        for depth, layer in enumerate(self._layers):
            for path in layer.paths_named(name):
                problem = layer.load(path).indexed.problem
                problem = problem or _find_problem(name, self._layers[: depth + 1], self._layers)
                raise SetupError(f"The template {name} can't be read: {problem}", f"Fix it in {path}.")
        raise _missing(name, self._names())

    def title_of(self, name: str) -> str:
        """The title of a template; the words of its name if it is missing or broken."""
        for depth in reversed(range(len(self._layers))):
            if self._layers[depth].get(name) is not None:
                with suppress(SetupError):
                    return _resolve(name, self._layers[: depth + 1], self._layers, with_body=False).title
        return words_of_name(name)

    def titles(self) -> dict[str, str]:
        """The title of every valid template, by its name."""
        return {entry.name: entry.title for entry in self.entries()}

    def draft_from(self, template: Template, profile: Profile) -> Draft:
        """A draft with a template's body, in the format of the profile's API version."""
        body = reshape(template.body, template.action, template.action.version(profile))
        folder = self.project_folder
        origin = f"the template {template.name} of {folder}" if template.is_shared and folder else ""
        return Draft(pretty(body), template.action, template.name, origin=origin)

    def save_index(self) -> None:
        """Keeps what was read for lists, for the next run."""
        self._index.save()
        self._shipped_index.save()

    def save(self, template: Template, *, overwrite: bool) -> None:
        """Writes a template into the user's folder; unknown members of an existing file stay.

        A template of the project, or with a name the project has, goes into the project's folder:
        otherwise it would be shadowed. Without `overwrite`, raises `SetupError` for an existing
        file. A built-in template is never overwritten: the user's shadows it.
        """
        check_slug(template.name, "template")
        layer = self._layers[1]
        for project in self._layers[2:]:
            is_projects = template.origin is Origin.PROJECT or _path_named(template.name, project) is not None
            layer = project if is_projects else layer
        path = _path_named(template.name, layer)
        if path is None:
            check_new(template.name, "template", layer.names())
            path = layer.folder / f"{template.name}.json"
        there = files.read(path)
        if there is not None and not overwrite:
            raise SetupError(f"There is already a template {template.name!r} of yours.", "Choose another name.")
        files.write_json(path, file_of(template, members_of(there)))

    def delete(self, name: str) -> None:
        """Deletes a template of the project or the user; the one it shadowed is visible again."""
        for layer in reversed(self._own_layers):
            if path := _path_named(name, layer):
                files.delete(path)
                return
        if self.find(name) is not None:
            raise SetupError(
                f"The template {name} is built in and can't be deleted.", "Save your own under its name to override it."
            )
        raise _missing(name, self._names())

    def rename(self, name: str, new: str) -> None:
        """Renames the file of a template of the project or the user; its content stays the same."""
        check_slug(new, "template")
        path = self.path(name)
        layer = next((each for each in reversed(self._own_layers) if path.is_relative_to(each.folder)), None)
        if layer is None:
            raise SetupError(f"The template {name} is built in and can't be renamed.", "Duplicate it instead.")
        target = path.with_name(f"{new}.json")
        check_new(new, "template", (stem for stem in layer.names() if stem != name))
        if target.exists() or _path_named(new, layer):
            raise SetupError(f"There is already a template {new!r}.", "Choose another name.")
        try:
            path.rename(target)
        except OSError as error:
            raise files.unwritable(target, error) from error

    @property
    def project_folder(self) -> Path | None:
        """The folder of the project's templates, which others may write to."""
        return next((layer.folder for layer in self._layers if layer.origin is Origin.PROJECT), None)

    @property
    def _own_layers(self) -> list[TemplateLayer]:
        """The writable folders, lowest precedence first."""
        return [layer for layer in self._layers if layer.origin is not Origin.SHIPPED]

    def _names(self) -> list[str]:
        return [entry.name for entry in self.entries()]

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """A change token of the project's and the user's files."""
        return tuple(stamp for layer in reversed(self._own_layers) for stamp in layer.stamp())

    def path(self, name: str) -> Path:
        """The file of a template."""
        for layer in reversed(self._layers):
            if path := _path_named(name, layer):
                return path
        raise _missing(name, self._names())


class _Found:
    """The files of all layers at one moment."""

    def __init__(self, layers: Sequence[TemplateLayer]) -> None:
        self._files = [layer.everything() for layer in layers]
        self._valid = [
            {file.path.stem: file for file in reversed(found) if not file.indexed.problem} for found in self._files
        ]

    def templates(self, *, with_body: bool) -> tuple[Template, ...]:
        """Every valid template, by group and title."""
        by_name: dict[str, Template] = {}
        for depth, layer in enumerate(self._valid):
            for name in layer:
                try:
                    template = _resolve(name, self._valid[: depth + 1], self._valid, with_body=with_body)
                except SetupError:
                    continue
                by_name[name] = replace(template, shadows=True) if name in by_name else template
        return tuple(sorted(by_name.values(), key=_sort_key))

    def broken(self) -> tuple[tuple[Path, str], ...]:
        """The invalid files, each with a sentence about the problem."""
        broken = []
        for depth, found in enumerate(self._files):
            for file in found:
                problem = file.indexed.problem
                if not problem and file.indexed.extends:
                    problem = _find_problem(file.path.stem, self._valid[: depth + 1], self._valid)
                if problem:
                    broken.append((file.path, problem))
        return tuple(broken)


def _path_named(name: str, layer: TemplateLayer) -> Path | None:
    return next(layer.paths_named(name), None)


def _resolve(
    name: str,
    layers: Sequence[_Lookup],
    everything: Sequence[_Lookup],
    trail: tuple[str, ...] = (),
    *,
    with_body: bool = True,
) -> Template:
    """The template with a name in the last layer that has it, merged with what it extends.

    Without its body unless `with_body`. Raises `SetupError` if an extended template is missing or
    extends itself.
    """
    hits = ((depth, file) for depth in reversed(range(len(layers))) if (file := layers[depth].get(name)) is not None)
    depth, file = next(hits, (-1, None))
    if file is None:
        raise SetupError(f"It extends {name}, which doesn't exist.")
    own, origin = file.indexed, file.layer.origin
    is_projects = origin is Origin.PROJECT
    body = file.body() if with_body else {}
    if not own.extends:
        return Template(name, own.title, own.group, own.summary, body, own.action, origin, is_shared=is_projects)
    step = f"{depth}/{name}"
    if step in trail:
        raise SetupError(f"It extends itself, through {own.extends}.")
    below = everything[:depth] if own.extends == name else everything
    base = _resolve(own.extends, below, everything, (*trail, step), with_body=with_body)
    return Template(
        name,
        own.title,
        own.group or base.group,
        own.summary or base.summary,
        patched(base.body, body),
        own.action if own.has_action else base.action,
        origin,
        is_shared=is_projects or base.is_shared,
    )


def _find_problem(name: str, layers: Sequence[_Lookup], everything: Sequence[_Lookup]) -> str:
    """Why a template can't be merged with what it extends; empty if it can."""
    try:
        _resolve(name, layers, everything, with_body=False)
    except SetupError as error:
        return error.what
    return ""


def _sort_key(template: Template) -> tuple[int, str, str, str]:
    rank = _GROUPS.index(template.group) if template.group in _GROUPS else len(_GROUPS)
    return rank, template.group, template.title.casefold(), template.name


def _missing(name: str, names: list[str]) -> SetupError:
    how = "`edge-tui templates list` lists them."
    from edge_tui.model.similar_names import did_you_mean

    return SetupError(f"There is no template {name!r}.", f"{did_you_mean(name, names)} {how}".strip())
