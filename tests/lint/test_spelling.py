"""The name that was probably meant is the one that comparing with all of them gives, letter by letter."""

from difflib import get_close_matches

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.lint.event_type import event_types
from edge_tui.lint.spelling import nearest
from edge_tui.lint.xdm import dictionary

_LISTS = (event_types(), tuple(dictionary.event().fields), ("é", "aaaaaaaaaaaaaaaaaaaab", "ab", "ba", "Ab9", "ab8"))


@st.composite
def misspelled(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """A name with letters left out, added or moved, and the names that it may have been."""
    names = draw(st.sampled_from(_LISTS))
    letters = list(draw(st.sampled_from(names)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(letters)))
        if draw(st.booleans()):
            letters[place:place] = draw(st.text("abe.XÄ_", min_size=1, max_size=18))
        else:
            del letters[place : place + 2]
    return "".join(letters), names


@given(misspelled())
def test_what_is_left_out_of_the_comparison_would_not_have_been_close(example: tuple[str, tuple[str, ...]]) -> None:
    name, names = example
    found = nearest(name, names)
    folded = name.strip().casefold()
    by_folded = {each.casefold(): each for each in names}
    close = get_close_matches(folded, by_folded, n=1, cutoff=0.75)
    without_digits = "".join(each for each in folded if not each.isdigit())
    if folded in by_folded:
        assert found is not None
        assert found.casefold() == folded
    elif without_digits == folded:
        assert found == (by_folded[close[0]] if close else None)


def test_another_number_is_another_name() -> None:
    assert nearest("event101", ("event11", "event12")) is None
    assert nearest("evnet11", ("event11",)) == "event11"
