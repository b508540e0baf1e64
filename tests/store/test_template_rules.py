"""Which templates can be written, renamed and deleted: the user's and the project's, never a built-in one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.template import Origin, Template
from edge_tui.store.templates import TemplateStore


def body(of: str) -> dict[str, Any]:
    return {"event": {"xdm": {"_id": of}}}


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """Three folders, each with a unique template, and one that all of them have."""
    for name in ("shipped", "user", "project"):
        (tmp_path / name).mkdir()
        for template in (name, "everywhere"):
            (tmp_path / name / f"{template}.json").write_text(json.dumps({"title": template, "body": body(name)}))
    return {name: tmp_path / name for name in ("shipped", "user", "project")}


@pytest.fixture
def store(folders: dict[str, Path]) -> TemplateStore:
    return TemplateStore(folders["shipped"], folders["user"], folders["project"])


def contents(folder: Path) -> dict[str, Any]:
    return {path.name: json.loads(path.read_text())["body"] for path in sorted(folder.iterdir())}


def test_the_template_with_the_highest_precedence_is_used(store: TemplateStore) -> None:
    expected = [(Origin.PROJECT, "project"), (Origin.USER, "user"), (Origin.SHIPPED, "shipped")]
    for origin, of in expected:
        found = store.get("everywhere")
        assert (found.origin, found.body) == (origin, body(of))
        if origin is not Origin.SHIPPED:
            store.delete("everywhere")


@pytest.mark.parametrize(
    "work",
    [lambda store: store.rename("shipped", "mine"), lambda store: store.delete("shipped")],
    ids=["rename", "delete"],
)
def test_a_built_in_template_never_changes(
    store: TemplateStore, folders: dict[str, Path], work: Callable[[TemplateStore], None]
) -> None:
    before = {name: contents(folder) for name, folder in folders.items()}
    with pytest.raises(SetupError, match="shipped"):
        work(store)
    assert {name: contents(folder) for name, folder in folders.items()} == before


def test_a_template_is_saved_where_it_is_not_shadowed(store: TemplateStore, folders: dict[str, Path]) -> None:
    for name in ("new", "shipped", "user", "project", "everywhere"):
        store.save(Template(name, name, "saved", "", body("saved")), overwrite=True)
        assert store.get(name).body == body("saved")
    assert contents(folders["shipped"]) == {"everywhere.json": body("shipped"), "shipped.json": body("shipped")}
    assert set(contents(folders["user"])) == {"new.json", "shipped.json", "user.json", "everywhere.json"}
    assert contents(folders["user"])["everywhere.json"] == body("user")
    assert contents(folders["project"]) == {"everywhere.json": body("saved"), "project.json": body("saved")}


@pytest.mark.parametrize("name", ["user", "project", "everywhere"])
def test_nothing_is_overwritten_without_permission(store: TemplateStore, folders: dict[str, Path], name: str) -> None:
    before = {each: contents(folder) for each, folder in folders.items()}
    with pytest.raises(SetupError):
        store.save(Template(name, name, "saved", "", body("saved")), overwrite=False)
    for other in {"user", "project"} - {name}:
        with pytest.raises(SetupError):
            store.rename(other, "everywhere")
    with pytest.raises(SetupError):
        store.rename("user", "Not a name")
    assert {each: contents(folder) for each, folder in folders.items()} == before


def test_a_stamp_changes_with_what_the_user_and_the_project_have(
    store: TemplateStore, folders: dict[str, Path]
) -> None:
    stamps = [store.stamp()]
    store.rename("user", "renamed")
    stamps.append(store.stamp())
    store.delete("project")
    stamps.append(store.stamp())
    (folders["user"] / "more.json").write_text("{}")
    stamps.append(store.stamp())
    assert len(set(stamps)) == len(stamps)
    (folders["shipped"] / "more.json").write_text("{}")
    assert store.stamp() == stamps[-1]
