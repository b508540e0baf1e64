"""Variables as lines of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError
from edge_tui.model.variables import read_variables, variables_text

NAMES = st.text(st.characters(categories=("L", "N")), min_size=1)
VALUES = st.text(st.characters(categories=("L", "N", "P"))).map(str.strip)


def test_a_line_each_and_blanks_and_empty_lines_do_not_matter() -> None:
    assert read_variables("shop=EU\n\n  page =  home = sweet \n") == {"shop": "EU", "page": "home = sweet"}


@pytest.mark.parametrize("line", ["shop", "= EU", "shop EU"])
def test_a_line_that_is_none_is_refused_by_what_it_says(line: str) -> None:
    with pytest.raises(SetupError, match=line):
        read_variables(f"page = home\n{line}")


@given(st.dictionaries(NAMES, VALUES))
def test_what_is_written_is_read_again(variables: dict[str, str]) -> None:
    assert read_variables(variables_text(variables)) == variables
