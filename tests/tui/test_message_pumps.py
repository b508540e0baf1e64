"""A test goes on once every widget has handled its messages, also those that it was sent by another one."""

import asyncio

from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from tests.tui.message_pumps import all_handled, is_idle


class Passed(Message):
    """What widgets pass on to each other."""


class Relay(Widget):
    """Takes its time, then passes a message on to the next one."""

    handled = 0

    async def on_passed(self, message: Passed) -> None:
        """Passes it on."""
        message.stop()
        await asyncio.sleep(0.02)
        self.handled += 1
        if self.handled < 3:
            relays = [*self.app.query(Relay)]
            relays[relays.index(self) - 1].post_message(Passed())


class Relays(App[None]):
    """Three of them in a circle."""

    def compose(self) -> ComposeResult:
        """One after the other."""
        yield Relay()
        yield Relay()
        yield Relay()


async def test_every_widget_has_handled_what_others_sent_it_in_turn() -> None:
    async with Relays().run_test() as pilot:
        relays = [*pilot.app.query(Relay)]
        relays[0].post_message(Passed())
        assert not is_idle(relays[0])
        assert await all_handled(pilot)
        assert [each.handled for each in relays] == [3, 2, 2]
        assert all(is_idle(each) for each in (pilot.app, pilot.app.screen, *relays))


async def test_a_widget_in_the_middle_of_a_message_is_not_idle() -> None:
    async with Relays().run_test() as pilot:
        relay = pilot.app.query(Relay).first()
        relay.handled = 2
        relay.post_message(Passed())
        await asyncio.sleep(0.01)
        assert (relay.message_queue_size, relay.handled, is_idle(relay)) == (0, 2, False)
        assert await all_handled(pilot)
        assert relay.handled == 3
