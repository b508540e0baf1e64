"""An XDM schema of one's own, exported from Platform as JSON Schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from edge_tui.lint.remark import Remark, error, info
from edge_tui.lint.subject import Subject
from edge_tui.model.document import join


def check(subject: Subject) -> Iterator[Remark]:
    """Each `xdm` against the schema of the context; what it refers to elsewhere is said, never fetched."""
    schema = subject.context.schema
    if schema is None or not subject.event_xdms:
        return
    absent = sorted(set(_references_elsewhere(schema)))
    for reference in absent:
        yield info("", f"The schema refers to {reference}, which is not here: what it says is not checked.")
    validator = _validator(schema)
    for part in subject.event_xdms:
        for found in sorted(validator.iter_errors(part.members), key=lambda each: list(map(str, each.absolute_path))):
            pointer = join(part.pointer, *found.absolute_path)
            if not subject.is_unfilled(pointer):
                yield error(pointer, f"Your schema: {found.message}.")


def _validator(schema: Mapping[str, Any]) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker, validators
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    def anything(_: str) -> Resource[Any]:
        return Resource.from_contents({}, default_specification=DRAFT202012)

    kind = validators.validator_for(schema, default=Draft202012Validator)
    return kind(schema, registry=Registry(retrieve=anything), format_checker=FormatChecker())  # type: ignore[call-arg]


def _references_elsewhere(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        reference = node.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            yield reference
        for member in node.values():
            yield from _references_elsewhere(member)
    elif isinstance(node, list):
        for item in node:
            yield from _references_elsewhere(item)
