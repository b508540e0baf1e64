"""How quick history stays when it is large: fills a file, then reports each aim beside what was measured.

python tests/benchmarks/history.py            a million exchanges; takes minutes and some 2 GB
python tests/benchmarks/history.py --smoke    two thousand, to see that it runs
python tests/benchmarks/history.py --file F   fills F once and uses it again
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.json.document import compact
from edge_tui.model.request import InteractRequest
from edge_tui.store import words
from edge_tui.store.history import History
from edge_tui.store.records import insert

_START = datetime(2025, 1, 1, tzinfo=UTC)
_EVENT_TYPES = ("web.webpagedetails.pageViews", "commerce.productListAdds", "commerce.purchases", "web.formFilledOut")
_RARE = "zanzibar"


def exchanges(count: int) -> Iterator[Exchange]:
    """Exchanges of some half a kilobyte, each other than all the rest, as a team makes them in a year."""
    chance = random.Random(7)
    for number in range(count):
        request_id = str(UUID(int=chance.getrandbits(128), version=4))
        page = f"{chance.choice(('home', 'search', 'product', 'cart'))} {chance.randrange(20_000)}"
        xdm = {"eventType": chance.choice(_EVENT_TYPES), "_id": f"{chance.getrandbits(64):016x}", "web": {"name": page}}
        if number % 100_000 == 50_000 % count:
            xdm["campaign"] = _RARE
        exchange = Exchange(
            Draft("{{template}}", template="page-view"),
            InteractRequest(
                request_id,
                f"https://edge.adobedc.net/ee/v2/interact?requestId={request_id}",
                (),
                compact({"event": {"xdm": xdm}}),
            ),
            chance.choice(("prod", "stage", "dev")),
            "default",
            _START + timedelta(seconds=30 * number),
        )
        yield exchange.ended(*_outcome(exchange, chance))


def _outcome(exchange: Exchange, chance: random.Random) -> tuple[Response | Failure]:
    if chance.random() < 0.01:
        return (Failure(FailureKind.TIMEOUT, "There was no answer within 10 seconds.", 10_000.0),)
    body = {
        "requestId": f"{exchange.request_id}-{chance.getrandbits(64):016x}",
        "handle": [
            {"type": "state:store", "payload": [{"key": "identity", "value": f"{chance.getrandbits(120):030x}"}]},
            {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800}]},
        ],
    }
    status = 200
    if chance.random() < 0.001:
        status, body["errors"] = 207, [{"type": "https://ns.adobe.com/aep/errors/EXEG-0201-504", "title": "slow"}]
    return (Response(status, (("content-type", "application/json"),), compact(body).encode(), Timings(42.0)),)


def fill(path: Path, count: int) -> None:
    """Fills a file faster than sends would: many to a transaction, the index included."""
    history = History(path)
    history.begin(next(exchanges(1)))
    history.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    begun = time.perf_counter()
    for number, exchange in enumerate(exchanges(count)):
        if number % 5000 == 0:
            if connection.in_transaction:
                connection.execute("COMMIT")
            connection.execute("BEGIN")
            passed = time.perf_counter() - begun
            print(f"\rfilling: {number:,} of {count:,}, {passed:.0f} s", end="", file=sys.stderr)
        words.index(connection, insert(connection, exchange), exchange)
    connection.execute("COMMIT")
    connection.close()
    print(file=sys.stderr)


def milliseconds(work: Callable[[], object], times: int = 30) -> list[float]:
    """How long some work took, each time."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def report(title: str, taken: list[float], aim: float | None = None) -> None:
    """One line: the median, the slowest of a hundred, and the aim for the median."""
    median = statistics.median(taken)
    slow = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    verdict = "" if aim is None else f"aim {aim:g} ms: {'met' if median <= aim else 'MISSED'}"
    print(f"{title:<62} {median:9.3f} {slow:9.3f}   {verdict}")


def report_reading(path: Path, count: int) -> None:
    """Lists, look-ups and searches."""
    known = list(exchanges(min(count, 2000)))[-1]
    answered = next(each for each in exchanges(2000) if each.response)
    gateway_id = answered.response.parsed().request_id if answered.response else ""
    history = History(path)
    middle = history.recent(limit=1)[0].key // 2
    now = _START + timedelta(seconds=30 * count)

    def opened() -> None:
        fresh = History(path)
        fresh.recent()
        fresh.close()

    report("open, and the newest 200", milliseconds(opened), 5)
    report("the newest 200", milliseconds(history.recent), 5)
    report("200 from the middle", milliseconds(lambda: history.recent(before=middle)), 5)
    report("the newest 200 of a profile", milliseconds(lambda: history.recent(profile="prod")), 5)
    report("one by its id", milliseconds(lambda: history.find(known.request_id)), 5)
    report("one by the start of its id", milliseconds(lambda: history.find(known.request_id[:13])), 5)
    report("one by the gateway's id", milliseconds(lambda: history.find(gateway_id or "")), 5)
    searches = (
        _RARE, "purchases", "pageviews home", "pur", "ho", "h", "requestid", "locationhi", known.request_id, "19999",
        '"product 777"', "status:207", "status:4xx", "status:failed profile:prod", "handle:state:store", "code:0201",
        "purchases status:207", "profile:stage before:30d", "before:200d", "after:1h", "event:commerce.p",
        "pinned", "nothingatall",
    )  # fmt: skip
    for text in searches:
        found = len(history.search(text, now))
        report(f"search {text} ({found} found)", milliseconds(lambda text=text: history.search(text, now), 7), 100)
    report("count", milliseconds(history.count, 5))
    history.close()


def report_writing(path: Path) -> None:
    """What history adds to a send, beside the same bytes in the barest table that is as durable.

    They take turns, because how long the disk takes to make anything durable changes from one
    moment to the next.
    """
    history = History(path)
    bare, begins, completes = [], [], []
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        table = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        table.execute("PRAGMA journal_mode = WAL")
        table.execute("PRAGMA synchronous = FULL")
        table.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB)")
        for ended in exchanges(300):
            begun = Exchange(ended.draft, ended.request, ended.profile_name, ended.visitor, ended.sent_at)
            parsed = ended.response.parsed() if ended.response else None
            row = (ended.request.body.encode(),)
            bare += milliseconds(lambda row=row: table.execute("INSERT INTO bare (body) VALUES (?)", row), 1)
            begins += milliseconds(lambda begun=begun: history.begin(begun), 1)
            completes += milliseconds(lambda ended=ended, parsed=parsed: history.complete(ended, parsed), 1)
        table.close()
    both = list(map(sum, zip(begins, completes, strict=True)))
    report("a bare durable insert", sorted(bare))
    report("begin", sorted(begins))
    report("complete, index included", sorted(completes))
    report("both: what a send pays", sorted(both), 3)
    report(
        "both, less two bare durable inserts",
        sorted(each - 2 * wait for each, wait in zip(both, bare, strict=True)),
        3,
    )
    history.close()


def report_deleting(path: Path, count: int) -> None:
    """What it takes until the words of one exchange, deleted by hand, are out of the file."""
    history = History(path)
    newest = [summary.key for summary in history.recent(limit=400)]
    middle = newest[0] // 2
    keys = iter([*newest[::80], *(summary.key for summary in history.recent(limit=5, before=middle))])
    report("delete one, its words and its room included", milliseconds(lambda: history.delete([next(keys)]), 10))
    half = _START + timedelta(seconds=15 * count)
    report("count what pruning to the half would delete", milliseconds(lambda: history.prunable(sent_before=half), 5))
    history.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=1_000_000)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    count = 2000 if options.smoke else options.exchanges
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "history.sqlite"
        if not path.exists():
            fill(path, count)
        history = History(path)
        print(f"{history.count():,} exchanges, {history.size_bytes() / 1e6:,.0f} MB\n")
        history.close()
        print(f"{'milliseconds':<62} {'p50':>9} {'p99':>9}")
        report_reading(path, count)
        report_writing(path)
        report_deleting(path, count)


if __name__ == "__main__":
    main()
