"""A custom XDM schema: JSON Schema as exported by Platform's Schema Registry."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from edge_tui.lint.field_list import schema_of
from edge_tui.model.json.document import JsonValue, ParseError, at, kind_of, parse

if TYPE_CHECKING:
    from referencing import Registry

    from edge_tui.lint.schema_budget import Budget

Node = Mapping[str, Any]
# The path into `xdm` by names and indexes, and the message.
Violation = tuple[tuple[str | int, ...], str]


class OwnSchema:
    """A schema, and the parts it was exported with.

    An export is one schema, or an array of a schema and the field groups, data types and classes
    it is composed of, each with its `$id`. References to anything else are `absent`: reported,
    never fetched.
    """

    def __init__(self, document: JsonValue) -> None:
        """Raises `ValueError`, with a sentence, for a document that isn't a schema."""
        resources = document if isinstance(document, list) else [document]
        if not resources or not all(isinstance(resource, dict) for resource in resources):
            raise ValueError(f"A schema must be a JSON object, not {kind_of(document)}.")
        self._by_id: dict[str, Node] = {
            resource["$id"]: resource for resource in resources if isinstance(resource.get("$id"), str)
        }
        # An export may list the schema before or after its parts: the root is the one that nothing
        # else refers to.
        referred = {reference for resource in resources for reference in _references(resource)}
        roots = [resource for resource in resources if resource.get("$id") not in referred]
        self.root: Node = (roots or resources)[-1]

    @cached_property
    def absent(self) -> tuple[str, ...]:
        """The references that can't be resolved within the export."""
        everything = [self.root, *self._by_id.values()]
        outward = {reference for resource in everything for reference in _references(resource) if reference[:1] != "#"}
        return tuple(sorted(reference for reference in outward if reference.partition("#")[0] not in self._by_id))

    @cached_property
    def _has_patterns(self) -> bool:
        everything = [self.root, *self._by_id.values()]
        return any("patternProperties" in node for resource in everything for node in _objects(resource))

    @cached_property
    def _registry(self) -> "Registry[Any]":
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        def anything(_: str) -> Resource[Any]:
            return Resource.from_contents({}, default_specification=DRAFT202012)

        registry: Registry[Any] = Registry(retrieve=anything)  # type: ignore[call-arg]
        return registry.with_resources(
            (name, Resource.from_contents(resource, default_specification=DRAFT202012))
            for name, resource in self._by_id.items()
        )

    def violations(self, xdm: JsonValue, budget: "Budget") -> Iterator[Violation]:
        """The violations in one `xdm`, as far as the budget allows; absent parts allow anything.

        Checks that weren't made are noted in the budget. Never raises, whatever the schema contains.
        """
        from jsonschema import Draft202012Validator, validators
        from jsonschema.exceptions import UnknownType
        from referencing.exceptions import Unresolvable

        from edge_tui.lint.schema_budget import BudgetSpentError, within

        try:
            kind = validators.validator_for(self.root, default=Draft202012Validator)
            for error in within(budget, kind, self.root, self._registry, has_patterns=self._has_patterns).iter_errors(
                xdm
            ):
                yield tuple(error.absolute_path), error.message
        except BudgetSpentError:
            budget.note(f"Validation took more than {budget.seconds:g} s: the rest was not checked.")
        except RecursionError:
            budget.note("The schema is recursive or the event is nested too deeply: the rest was not checked.")
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, UnknownType, Unresolvable):
            budget.note("It isn't a valid JSON Schema: the rest was not checked.")

    def nodes(self, path: Iterable[str | int]) -> list[Node]:
        """Every part of the schema that applies to the value at a path of names and indexes into `xdm`."""
        return [node for node, _ in self._at(path)]

    def names(self, path: Iterable[str | int]) -> Iterator[tuple[str, Node]]:
        """The properties that the object at a path may have, each with its schema."""
        for node in self.nodes(path):
            properties = node.get("properties")
            for name, member in properties.items() if isinstance(properties, Mapping) else ():
                if isinstance(member, Mapping):
                    yield name, member

    def _at(self, path: Iterable[str | int]) -> list[tuple[Node, Node]]:
        """The parts at a path, each with the resource that its references are relative to."""
        found = self._spread([(self.root, self.root)])
        for token in path:
            inner = [(member, base) for node, base in found if (member := _inside(node, token)) is not None]
            found = self._spread(inner)
        return found

    def _spread(self, parts: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
        """The parts with all they refer to and are composed of; each once, since schemas can be recursive."""
        found: dict[int, tuple[Node, Node]] = {}
        waiting = list(parts)
        while waiting:
            node, base = waiting.pop()
            if id(node) in found:
                continue
            found[id(node)] = node, base
            target = self._target(node.get("$ref"), base)
            if target is not None:
                waiting.append(target)
            for word in ("allOf", "anyOf", "oneOf"):
                alternatives = node.get(word)
                if isinstance(alternatives, list):
                    waiting += [(part, base) for part in alternatives if isinstance(part, Mapping)]
        return list(found.values())

    def _target(self, reference: object, base: Node) -> tuple[Node, Node] | None:
        """The target of a reference, in the resource it names or in its own."""
        if not isinstance(reference, str):
            return None
        name, _, pointer = reference.partition("#")
        resource = self._by_id.get(name) if name else base
        found = at(resource, pointer) if resource is not None and pointer[:1] in ("", "/") else None
        return (found, resource) if isinstance(found, Mapping) and resource is not None else None


def _inside(node: Node, token: str | int) -> Node | None:
    if isinstance(token, int):
        found = node.get("items")
    else:
        properties = node.get("properties")
        found = properties.get(token) if isinstance(properties, Mapping) else None
        found = node.get("additionalProperties") if found is None else found
    return found if isinstance(found, Mapping) else None


def read_schema(text: str) -> OwnSchema | ParseError:
    """The schema in a text, either JSON or a list of fields; a `ParseError` when it is neither.

    Raises `ValueError` for JSON that isn't a schema.
    """
    listed = schema_of(text)
    if listed is not None:
        return OwnSchema(listed)
    document = parse(text)
    return document if isinstance(document, ParseError) else OwnSchema(document)


def _references(schema: object) -> Iterator[str]:
    """Every `$ref` within a schema."""
    for node in _objects(schema):
        reference = node.get("$ref")
        if isinstance(reference, str):
            yield reference


def _objects(schema: object) -> Iterator[Node]:
    """Every object within a schema, however deep."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
