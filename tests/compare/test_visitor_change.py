"""Whether two exchanges had the same visitor, in a sentence and as a difference."""

import pytest

from edge_tui.compare.visitor_change import VisitorChange
from tests.compare.test_verdict import identified

A, B = "40000822335137559702444726551020104471", "51111822335137559702444726551020104472"


@pytest.mark.parametrize(
    ("names", "ecids", "sentence", "count"),
    [
        (("anna", "anna"), (A, A), "", 0),
        (("anna", "anna"), (A, B), f"The visitor changed: ECID {A} → {B}.", 1),
        (("anna", "bob"), (A, B), f"The visitor changed: ECID {A} → {B} (anna → bob).", 1),
        (("anna", "bob"), (A, A), "The visitor's name changed, anna → bob, but the ECID is the same.", 0),
        (("anna", "bob"), (A, ""), "The visitor changed: anna → bob.", 0),
        (("anna", "bob"), ("", ""), "The visitor changed: anna → bob.", 0),
        (("anna", "anna"), (A, ""), "", 0),
    ],
)
def test_only_two_known_ecids_make_a_difference(
    names: tuple[str, str], ecids: tuple[str, str], sentence: str, count: int
) -> None:
    change = VisitorChange(names, ecids)
    assert change.sentence() == sentence
    assert len(change.differences) == count


def test_the_short_sentence_fits_a_narrow_line_and_shows_what_differs() -> None:
    sentence = VisitorChange(("anna", "anna"), (A, B)).sentence(is_short=True)
    assert sentence == "The visitor changed: ECID 40000822…4471 → 51111822…4472."
    assert len(sentence) < 80


def test_two_organizations_have_two_ecids_of_one_visitor() -> None:
    left, right = identified(A), identified(B, organization="Y")
    change = VisitorChange.between(left, right)
    assert change.sentence() == f"Two organizations, two ECIDs: {A} → {B}."
    assert len(change.differences) == 1, "it is said, and counts"
    assert VisitorChange.between(identified(A), identified(B)).sentence() == f"The visitor changed: ECID {A} → {B}."
