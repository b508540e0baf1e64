"""A client that doesn't get in is named once, one that only asks first isn't."""

from edge_tui.intermediary.access_watch import AccessWatch

PHONE, LAPTOP = "192.0.2.7", "192.0.2.8"


def test_a_wrong_password_is_named_at_once_and_once_for_each_client() -> None:
    watch = AccessWatch()
    said = watch.refused(PHONE, has_given_one=True)
    assert said.startswith(f"A client at {PHONE} gave a wrong user or password. ")
    assert "the user edge-tui" in said
    assert watch.refused(PHONE, has_given_one=True) == ""
    assert LAPTOP in watch.refused(LAPTOP, has_given_one=True)


def test_a_client_that_asks_before_it_gives_the_password_is_not_named() -> None:
    watch = AccessWatch()
    assert watch.refused(PHONE, has_given_one=False) == ""
    watch.allowed(PHONE)
    assert [watch.refused(PHONE, has_given_one=False) for _ in range(10)] == [""] * 10


def test_a_client_that_goes_on_without_one_is_named_once() -> None:
    watch = AccessWatch()
    said = [watch.refused(PHONE, has_given_one=False) for _ in range(6)]
    assert [bool(each) for each in said] == [False, False, True, False, False, False]
    assert said[2].startswith(f"A client at {PHONE} gives no password. ")


def test_what_is_kept_of_clients_is_bounded() -> None:
    watch = AccessWatch()
    for number in range(3000):
        watch.refused(str(number), has_given_one=number % 2 == 0)
        watch.allowed(str(number))
    assert max(len(watch._refused), len(watch._allowed), len(watch._noticed)) <= 1000
