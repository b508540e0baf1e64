"""The search and the order of templates, without a screen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.template import Origin, TemplateEntry
from edge_tui.tui.templates.groups import own_groups_first
from edge_tui.tui.templates.matching import matching
from edge_tui.workspace import Workspace


@pytest.fixture
def shipped(tmp_path: Path) -> tuple[TemplateEntry, ...]:
    """The templates that come with edge-tui."""
    return Workspace({"EDGE_TUI_HOME": str(tmp_path)}).templates.entries()


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("page view", "Page view"),
        ("view page", "Page view"),
        ("pur", "Purchase"),
        ("sess start", "Media session start"),
        ("ref 400", "Override refused (400)"),
        ("SINGLE", "View of a single-page app"),
        ("pgvw", "Page view"),
    ],
)
def test_words_and_their_beginnings_find_a_template(
    shipped: tuple[TemplateEntry, ...], wanted: str, title: str
) -> None:
    assert matching(shipped, wanted)[0].title == title


def test_no_template_without_the_words_is_found(shipped: tuple[TemplateEntry, ...]) -> None:
    found = matching(shipped, "commerce")
    assert found
    for each in found:
        words = f"{each.title} {each.name} {each.group} {each.summary}".casefold()
        assert "commerce" in words
    assert matching(shipped, "zzzz") == []
    assert matching(shipped, "  ") == list(shipped)


def test_every_template_is_found_by_its_own_title(shipped: tuple[TemplateEntry, ...]) -> None:
    for each in shipped:
        assert each in matching(shipped, each.title)[:3], each.title


ENTRIES = st.lists(
    st.builds(TemplateEntry, st.text("abc", min_size=1), st.just(""), st.sampled_from("uvwxyz"), st.just(""))
    .flatmap(lambda entry: st.sampled_from(list(Origin)).map(lambda origin: (entry, origin)))
    .map(lambda pair: TemplateEntry(pair[0].name, "", pair[0].group, "", origin=pair[1])),
    max_size=12,
)


@given(ENTRIES)
def test_groups_with_own_templates_come_first_and_no_group_is_split(entries: list[TemplateEntry]) -> None:
    entries = sorted(entries, key=lambda each: each.group)
    found = own_groups_first(entries)
    assert sorted(found, key=repr) == sorted(entries, key=repr)
    best = {each.group: Origin.SHIPPED for each in entries}
    for each in entries:
        if each.origin is Origin.PROJECT or (each.origin is Origin.USER and best[each.group] is Origin.SHIPPED):
            best[each.group] = each.origin
    ranks = [[Origin.PROJECT, Origin.USER, Origin.SHIPPED].index(best[each.group]) for each in found]
    assert ranks == sorted(ranks)
    for group in best:
        assert [each for each in found if each.group == group] == [each for each in entries if each.group == group]
