"""A registry of modules imports one when it is asked for."""

import sys

import pytest

from edge_tui.model.lazy_modules import LazyModules


@pytest.fixture
def registry(tmp_path, monkeypatch):
    package = tmp_path / "lazy_example"
    package.mkdir()
    for name in ("", "one", "two"):
        (package / f"{name or '__init__'}.py").write_text(f"NAME = {name!r}\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield LazyModules("lazy_example", {"first": "one", "second": "two"})
    for name in [name for name in sys.modules if name.startswith("lazy_example")]:
        del sys.modules[name]


def test_looking_at_the_keys_imports_nothing(registry):
    assert list(registry) == ["first", "second"]
    assert len(registry) == 2
    assert "first" in registry
    assert not any(name.startswith("lazy_example") for name in sys.modules)


def test_asking_for_one_imports_only_that(registry):
    assert registry["first"].NAME == "one"
    assert registry.get("first") is registry["first"]
    assert "lazy_example.two" not in sys.modules


def test_the_values_are_all_of_them(registry):
    assert [module.NAME for module in registry.values()] == ["one", "two"]


def test_an_unknown_key_is_missing(registry):
    assert registry.get("third") is None
    with pytest.raises(KeyError):
        registry["third"]
