"""Who doesn't get in: clients with a wrong password, or with none."""

from edge_tui.intermediary.proxy_access import USER

_HOW = f"Its proxy settings need the user {USER} and the password that edge-tui printed, or that was set for it."
# Many clients ask without a password first, on several connections, and repeat what was refused with it.
_MOST_WITHOUT = 3
_MAX_CLIENTS = 1000


class AccessWatch:
    """Decides when to say that a client was refused: once for each client and reason."""

    def __init__(self) -> None:
        self._refused: dict[str, int] = {}
        self._allowed: set[str] = set()
        self._noticed: set[tuple[str, bool]] = set()

    def allowed(self, client: str) -> None:
        """A client had the password."""
        if len(self._allowed) < _MAX_CLIENTS:
            self._allowed.add(client)

    def refused(self, client: str, *, has_given_one: bool) -> str:
        """What to say of a client that was refused; empty when it was said, or tells nothing."""
        if has_given_one:
            return self._once(client, f"A client at {client} gave a wrong user or password. {_HOW}", is_wrong=True)
        if client in self._allowed or (client not in self._refused and len(self._refused) >= _MAX_CLIENTS):
            return ""
        count = self._refused[client] = self._refused.get(client, 0) + 1
        if count < _MOST_WITHOUT:
            return ""
        return self._once(client, f"A client at {client} gives no password. {_HOW}", is_wrong=False)

    def _once(self, client: str, sentence: str, *, is_wrong: bool) -> str:
        if (client, is_wrong) in self._noticed or len(self._noticed) >= _MAX_CLIENTS:
            return ""
        self._noticed.add((client, is_wrong))
        return sentence
