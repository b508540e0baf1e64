"""The words in which two texts differ."""

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.marked_words import MarkedText, mark_words

LINES = st.lists(st.sampled_from(["one\n", "two 2\n", '"id": 1,\n'])).map("".join)
TEXTS = st.text('ab {}\n",:é', max_size=60) | LINES


def marked(text: MarkedText) -> list[str]:
    return [text.text[start:end] for start, end in text.marks]


def unmarked(text: MarkedText) -> str:
    kept, place = [], 0
    for start, end in text.marks:
        kept.append(text.text[place:start])
        place = end
    return "".join([*kept, text.text[place:]])


def test_only_the_words_that_differ_are_marked() -> None:
    left, right = mark_words('{\n  "id": "0",\n  "a": 1\n}', '{\n  "id": "1",\n  "a": 1\n}')
    assert (marked(left), marked(right)) == (["0"], ["1"])


def test_a_line_on_one_side_is_marked_there_alone() -> None:
    left, right = mark_words("a\nb\n", "a\nnew\nb\n")
    assert (marked(left), marked(right)) == ([], ["new\n"])


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_on_both_sides(left: str, right: str) -> None:
    one, other = mark_words(left, right)
    assert (one.text, other.text) == (left, right)
    assert unmarked(one) == unmarked(other)
    for text in (one, other):
        assert all(start < end for start, end in text.marks)
        assert all(before[1] < after[0] for before, after in zip(text.marks, text.marks[1:], strict=False))


@given(TEXTS)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert mark_words(text, text) == (MarkedText(text), MarkedText(text))


def test_a_text_that_is_too_long_to_match_is_marked_from_its_first_to_its_last_difference() -> None:
    words = [f"w{index}" for index in range(5000)]
    left, right = mark_words("begin " + " ".join(words) + " end", "begin " + " ".join(reversed(words)) + " end")
    assert len(left.marks) == len(right.marks) == 1
    assert unmarked(left) == "begin " + " end"
