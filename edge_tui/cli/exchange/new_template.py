"""Templates made from a draft or a file."""

from collections.abc import Mapping

from edge_tui.cli.exchange.file_draft import read_object, template_file
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonObject, kind_of, parse
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action, reshape
from edge_tui.model.template import Origin, Template

_GROUP = "saved"


def template_of_file(name: str, source: str, given: Mapping[str, str | None]) -> Template:
    """A template from a file or standard input; `given` overrides the file's fields."""
    document = read_object(source)
    body, action = template_file(document)
    own = {} if body is document else {field: document.get(field) for field in ("title", "group", "summary")}
    texts = {field: text for field, text in own.items() if isinstance(text, str)}
    return _template(name, body, action, {**texts, **{field: text for field, text in given.items() if text}})


def template_of_draft(name: str, draft: Draft, given: Mapping[str, str | None]) -> Template:
    """A template from a past draft, with its placeholders."""
    body = parse(draft.text)
    if not isinstance(body, dict):
        raise SetupError(f"The event of that exchange is {kind_of(body)}, not an object.", "Choose another exchange.")
    return _template(name, body, draft.action, {field: text for field, text in given.items() if text})


def _template(name: str, body: JsonObject, action: Action, texts: Mapping[str, str]) -> Template:
    action = Action(texts.get("action", action))
    words = name.replace("-", " ").replace("_", " ").strip()
    return Template(
        name,
        texts.get("title") or words[:1].upper() + words[1:],
        texts.get("group") or _GROUP,
        texts.get("summary", ""),
        reshape(body, action, ApiVersion.V2),
        action,
        Origin.USER,
    )
