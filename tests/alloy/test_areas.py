"""The areas of Adobe's functional specs that are replayed here, and that none of them is thin."""

from pathlib import Path

from tests.tables import every_row

# The area, and how many scenarios a module has at least: a parametrized test is one.
AREAS = {
    "identity": 12,
    "consent": 11,
    "personalization": 12,
    "overrides": 8,
    "location_hints": 7,
    "media": 6,
    "migration": 7,
    "concierge": 10,
    "commands": 9,
}


def scenarios(area: str) -> int:
    return (Path(__file__).parent / f"test_{area}.py").read_text(encoding="utf-8").count("\ndef test_")


@every_row("area", AREAS)
def test_an_area_has_its_scenarios(area: str) -> None:
    assert scenarios(area) >= AREAS[area]


def test_there_are_enough_scenarios_in_all() -> None:
    assert sum(map(scenarios, AREAS)) >= 80
