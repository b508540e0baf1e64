"""Events of Adobe's products lint without a false alarm; one mistake in one of them is one finding."""

from edge_tui.lint import Context, lint
from edge_tui.model.finding import Finding
from edge_tui.model.json.document import JsonValue
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.lint.examples import NOW
from tests.lint.mistakes import MISTAKES, Mistake
from tests.lint.shapes import SHAPES
from tests.tables import every_row

# What is said of a shape without being an alarm: the rules whose findings are advice.
ADVICE = {"commerce account created": ["identity-map"], "mobile state entries": ["client-state"]}


def _lint(body: JsonValue, action: Action) -> tuple[Finding, ...]:
    version = ApiVersion.V1 if action is Action.SET_CONSENT else ApiVersion.V2
    assert isinstance(body, dict)
    return lint(body, Context(NOW, action, version))


def test_the_shapes_are_a_hundred_and_the_mistakes_sixty_and_all_differ() -> None:
    assert len({name for name, _, _ in SHAPES}) == len(SHAPES) >= 100
    assert len({repr(_skeleton(body)) for _, body, _ in SHAPES}) >= 95
    assert len({(each.shape, each.rule, each.place) for each in MISTAKES}) == len(MISTAKES) >= 60


def _skeleton(value: JsonValue) -> JsonValue:
    """The names of a document without its values; the event type is part of the shape."""
    if isinstance(value, dict):
        return {name: member if name == "eventType" else _skeleton(member) for name, member in value.items()}
    return [_skeleton(item) for item in value] if isinstance(value, list) else None


@every_row(("name", "body", "action"), SHAPES, ids=[name for name, _, _ in SHAPES])
def test_a_shape_that_adobes_products_send_has_no_false_alarm(name: str, body: JsonValue, action: Action) -> None:
    findings = _lint(body, action)
    assert [each.rule for each in findings] == ADVICE.get(name, []), [each.message for each in findings]
    assert all(each.severity == "info" for each in findings)


@every_row("mistake", MISTAKES, ids=lambda each: f"{each.rule} in {each.shape}")
def test_a_mistake_in_a_shape_is_the_one_finding_at_its_place(mistake: Mistake) -> None:
    body, action = mistake.request()
    found = [(each.rule, each.pointer) for each in _lint(body, action)]
    assert found == [(mistake.rule, mistake.place)]
