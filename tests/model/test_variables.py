"""Variables, one per line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError
from edge_tui.model.variables import read_variables, variables_text

NAMES = st.text(st.characters(categories=("L", "N")), min_size=1)
VALUES = st.text(st.characters(categories=("L", "N", "P"))).map(str.strip)


def test_variables_are_one_per_line_and_whitespace_is_ignored() -> None:
    assert read_variables("shop=EU\n\n  page =  home = sweet \n") == {"shop": "EU", "page": "home = sweet"}


@pytest.mark.parametrize("line", ["shop", "= EU", "shop EU"])
def test_an_invalid_line_is_rejected_and_quoted(line: str) -> None:
    with pytest.raises(SetupError, match=line):
        read_variables(f"page = home\n{line}")


@given(st.dictionaries(NAMES, VALUES))
def test_written_variables_are_read_back(variables: dict[str, str]) -> None:
    assert read_variables(variables_text(variables)) == variables
