"""Values that are watched, and things that happen."""

from edge_tui.tui.observable import Happening, Observable


def test_a_watcher_is_called_with_every_value_from_then_on_equal_or_not() -> None:
    value, seen = Observable(1), []
    value.value = 2
    value.watch(seen.append)
    value.value = 3
    value.value = 3
    assert seen == [3, 3]
    assert value.value == 3


def test_watchers_are_called_in_the_order_they_began_and_see_the_new_value() -> None:
    value, seen = Observable("a"), []
    value.watch(lambda new: seen.append(("first", new, value.value)))
    value.watch(lambda new: seen.append(("second", new, value.value)))
    value.value = "b"
    assert seen == [("first", "b", "b"), ("second", "b", "b")]


def test_every_listener_is_called_each_time() -> None:
    sent, calls = Happening(), []
    sent.listen(lambda: calls.append(1))
    sent.listen(lambda: calls.append(2))
    sent.happened()
    sent.happened()
    assert calls == [1, 2, 1, 2]
