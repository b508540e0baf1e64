"""Event templates as files, one JSON document each: those that ship, and the user's own."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from edge_tui.model.document import JsonObject, Slip, kind_of, parse
from edge_tui.model.errors import SetupError
from edge_tui.model.request import Action
from edge_tui.model.template import Origin, Template
from edge_tui.store import files
from edge_tui.store.names import check_slug, did_you_mean, near

# The order in which people meet them; other groups follow by name.
_GROUPS = ("web", "commerce", "personalization", "media", "mobile", "messaging", "leads", "identity", "consent")
_OWN_GROUP = "saved"
_ENVELOPE = frozenset({"event", "events", "xdm", "query", "meta", "identityMap", "consent", "data"})


def shipped_folder() -> Path:
    """The folder of the templates that ship: inside the installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@dataclass(frozen=True, slots=True)
class _Read:
    """One file as it was when it had this signature: its template, or what is wrong with it."""

    signature: tuple[int, int]
    template: Template | None
    trouble: str = ""


class TemplateStore:
    """Templates by name. Of one name the user's comes before the shipped one.

    Folders are listed anew at each call, and files read anew when they have changed.
    """

    def __init__(self, shipped: Path, user: Path) -> None:
        self._folders = {Origin.SHIPPED: shipped, Origin.USER: user}
        self._read: dict[Path, _Read] = {}

    def all(self) -> tuple[Template, ...]:
        """Every template, by group and title; broken files are left out and told by `broken`."""
        by_name: dict[str, Template] = {}
        for origin, folder in self._folders.items():
            for path in files.names_in(folder, ".json"):
                if template := self._load(path, origin).template:
                    shadows = origin is Origin.USER and template.name in by_name
                    by_name[template.name] = replace(template, shadows=shadows)
        return tuple(sorted(by_name.values(), key=_place))

    def get(self, name: str) -> Template:
        """The template of a name."""
        templates = {template.name: template for template in self.all()}
        if name in templates:
            return templates[name]
        for path, trouble in self.broken():
            if path.stem == name:
                raise SetupError(f"The template {name} cannot be read: {trouble}", f"Mend it in {path}.")
        raise _missing(name, list(templates))

    def broken(self) -> tuple[tuple[Path, str], ...]:
        """The files that hold no template, each with a sentence that says why."""
        found = []
        for origin, folder in self._folders.items():
            for path in files.names_in(folder, ".json"):
                read = self._load(path, origin)
                if read.template is None:
                    found.append((path, read.trouble))
        return tuple(found)

    def save(self, template: Template, *, overwrite: bool) -> None:
        """Writes a template into the user's folder; members of the file that nobody knows stay.

        Without `overwrite` a file that is there already is refused. A shipped template is never
        written over: the user's shadows it.
        """
        check_slug(template.name, "template")
        path = self._folders[Origin.USER] / f"{template.name}.json"
        there = files.read(path)
        if there is not None and not overwrite:
            raise SetupError(f"There is already a template {template.name!r} of yours.", "Choose another name.")
        files.write_json(path, _file_of(template, _members(there)))

    def delete(self, name: str) -> None:
        """Deletes a template of the user's; a shipped one that it shadowed is there again."""
        path = self._folders[Origin.USER] / f"{name}.json"
        if path in files.names_in(path.parent, ".json"):
            files.delete(path)
            return
        if any(template.name == name for template in self.all()):
            raise SetupError(f"The template {name} ships with edge-tui and stays.", "Save one of its name over it.")
        raise _missing(name, [template.name for template in self.all()])

    def path(self, name: str) -> Path:
        """The file of a template."""
        for folder in reversed(self._folders.values()):
            for path in files.names_in(folder, ".json"):
                if path.stem == name:
                    return path
        raise _missing(name, [template.name for template in self.all()])

    def _load(self, path: Path, origin: Origin) -> _Read:
        try:
            stat = path.stat()
            signature = stat.st_mtime_ns, stat.st_size
        except OSError:
            signature = 0, -1
        read = self._read.get(path)
        if read is None or read.signature != signature:
            read = self._read[path] = _read(path, origin, signature)
        return read


def _read(path: Path, origin: Origin, signature: tuple[int, int]) -> _Read:
    try:
        content = files.read(path)
        text = (content or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        return _Read(signature, None, "It is not UTF-8 text.")
    except SetupError as error:
        return _Read(signature, None, error.what)
    document = parse(text)
    if isinstance(document, Slip):
        return _Read(signature, None, f"It is not JSON at {document}.")
    if not isinstance(document, dict):
        return _Read(signature, None, f"It holds {kind_of(document)}, not an object.")
    try:
        return _Read(signature, _template_of(path.stem, document, origin))
    except SetupError as error:
        return _Read(signature, None, error.what)


def _template_of(name: str, document: JsonObject, origin: Origin) -> Template:
    """A template of a file's members. A request body alone is one too, titled after its file."""
    if "body" not in document or _ENVELOPE & document.keys():
        return Template(name, _title_of(name), _OWN_GROUP, "", document, origin=origin)
    body = document["body"]
    if not isinstance(body, dict):
        raise SetupError(f"Its body is {kind_of(body)}, not an object.")
    return Template(
        name,
        _text(document, "title") or _title_of(name),
        _text(document, "group") or _OWN_GROUP,
        _text(document, "summary"),
        body,
        _action(document.get("action", "interact")),
        origin,
    )


def _action(value: object) -> Action:
    names = [str(action) for action in Action]
    if value in names:
        return Action(str(value))
    close = near(str(value), names)
    mean = f" Did you mean {close[0]}?" if close else ""
    raise SetupError(f"Its action is {value!r}; it can be {', '.join(names)}.{mean}")


def _text(document: JsonObject, member: str) -> str:
    value = document.get(member, "")
    if not isinstance(value, str):
        raise SetupError(f"Its {member} is {kind_of(value)}, not a string.")
    return value.strip()


def _file_of(template: Template, members: JsonObject) -> JsonObject:
    """The members of a template's file, those there were in their old order and with what nobody knows."""
    known = {"title": template.title, "group": template.group, "summary": template.summary}
    if template.action is not Action.INTERACT or "action" in members:
        known["action"] = str(template.action)
    others = {name: value for name, value in members.items() if name != "body"}
    return {**others, **known, "body": template.body}


def _members(content: bytes | None) -> JsonObject:
    document = parse((content or b"").decode("utf-8-sig", "replace"))
    if not isinstance(document, dict) or "body" not in document or _ENVELOPE & document.keys():
        return {}
    return document


def _place(template: Template) -> tuple[int, str, str, str]:
    rank = _GROUPS.index(template.group) if template.group in _GROUPS else len(_GROUPS)
    return rank, template.group, template.title.casefold(), template.name


def _title_of(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _missing(name: str, names: list[str]) -> SetupError:
    how = "`edge-tui templates list` shows what there is."
    return SetupError(f"There is no template {name!r}.", f"{did_you_mean(name, names)} {how}".strip())
