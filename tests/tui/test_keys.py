"""Keys are declared once; what tells of them reads the declarations."""

from edge_tui.tui.keys import key_rows
from tests.tui.readme_keys import OWNERS, README, with_keys


def test_the_readme_has_the_keys_that_there_are() -> None:
    text = README.read_text("utf-8")
    assert with_keys(text) == text, "run: python -m tests.tui.readme_keys"


def test_no_two_keys_share_an_id() -> None:
    ids = [row.id for _, owner in OWNERS for row in key_rows(owner)]
    assert sorted(set(ids)) == sorted(ids)
