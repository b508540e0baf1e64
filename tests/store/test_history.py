"""History: every begun exchange is recorded completely, and found by either id."""

import stat
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.history_row import what_exchange_sent, what_was_sent
from edge_tui.model.origin import Origin, Page, Source
from edge_tui.model.request import Action, InteractRequest
from edge_tui.store.history import History
from tests.examples import examples
from tests.store.samples import MORNING, answered, begun, exchanges, failed, record


def test_nothing_is_created_before_the_first_send(history, paths):
    assert history.recent() == []
    assert history.search("anything", MORNING) == []
    assert history.find("anything") is None
    assert history.count() == 0
    assert history.size_bytes() == 0
    assert history.delete([1]) == 0
    assert not paths.data.exists()


def test_an_exchange_is_there_from_the_moment_it_begins(history, paths):
    exchange = begun("r1")
    history.begin(exchange)
    assert History(paths.history).find("r1") == exchange
    [summary] = history.recent()
    assert (summary.status, summary.failure) == (None, None)


def test_an_ended_exchange_is_found_by_either_id_and_by_the_start_of_either(history):
    exchange = record(history, answered(begun("b7a0-11")))
    for text in ("b7a0-11", "b7a0-11-0123456789abcdef", "b7a0", "b7a0-11-0123", " b7a0-11 ", "B7A0-11"):
        assert history.find(text) == exchange


def test_an_exchange_without_a_response_is_found_by_the_id_in_the_gateways_log(history):
    exchange = begun("b7a0-11")
    history.begin(exchange)
    assert history.find("b7a0-11-00ff00ff00ff00ff") == exchange


def test_a_start_that_several_ids_have_is_refused_and_says_which(history):
    for request_id in ("b7a0-11", "b7a0-12"):
        record(history, answered(begun(request_id)))
    with pytest.raises(SetupError) as refusal:
        history.find("b7a0-1")
    assert "b7a0-11" in refusal.value.what
    assert "b7a0-12" in refusal.value.what


def test_an_id_that_is_also_the_start_of_another_names_its_own_exchange(history):
    short = record(history, answered(begun("checkout")))
    record(history, answered(begun("checkout-2")))
    assert history.find("checkout") == short


def test_a_request_id_used_twice_keeps_both_exchanges(history):
    first, second = begun("same"), begun("same", minutes=1)
    history.begin(first)
    history.begin(second)
    history.complete(failed(second))
    history.complete(answered(first), None)
    newer, older = history.recent()
    assert history.load(newer.key) == failed(second)
    assert history.load(older.key) == answered(first)
    assert history.find("same") == failed(second)


def test_two_exchanges_that_even_began_at_the_same_moment_are_two(history):
    for _ in range(2):
        history.begin(begun("same"))
    for _ in range(2):
        history.complete(answered(begun("same")))
    assert [summary.status for summary in history.recent()] == [200, 200]


def test_the_request_that_was_finally_sent_is_recorded(history):
    exchange = begun("r1")
    history.begin(exchange)
    again = replace(exchange, request=replace(exchange.request, url="https://edge.example.com/ee/v2/interact?second"))
    history.complete(answered(again))
    assert history.find("r1") == answered(again)


def test_an_exchange_that_could_not_be_begun_is_recorded_completely_when_it_ends(history):
    exchange = failed(begun("r1"))
    history.complete(exchange)
    assert history.find("r1") == exchange


def test_another_run_may_complete_an_exchange(history, paths):
    history.begin(begun("r1"))
    other = History(paths.history)
    other.complete(answered(begun("r1")))
    other.close()
    assert history.count() == 1
    assert history.find("r1") == answered(begun("r1"))


def test_a_completed_exchange_is_listed_with_its_outcome(history):
    problem = {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-504", "title": "slow", "status": 504}
    record(history, answered(begun("r1", replay_of="r0"), status=207, errors=[problem, problem]))
    [summary] = history.recent()
    assert summary.request_id == "r1"
    assert summary.gateway_request_id == "r1-0123456789abcdef"
    assert summary.sent_at == MORNING
    assert (summary.profile_name, summary.visitor, summary.template) == ("prod", "default", "page-view")
    assert summary.event_type == "web.webpagedetails.pageViews"
    assert (summary.status, summary.failure, summary.elapsed_ms) == (207, None, 12.5)
    assert summary.handle_types == ("locationHint:result",)
    assert summary.codes == ("0201",)


def test_a_refused_request_is_listed_with_the_id_and_the_code_of_its_problem(history):
    exchange = begun("r1")
    problem = {
        "type": "https://ns.adobe.com/aep/errors/EXEG-0003-400",
        "title": "Unknown datastream",
        "status": 400,
        "report": {"requestId": "r1-00000000000000aa"},
    }
    record(history, replace(answered(exchange, status=400), outcome=_problem_answer(exchange, problem)))
    [summary] = history.recent()
    assert (summary.status, summary.codes) == (400, ("0003",))
    assert history.find("r1-00000000000000aa") is not None


def _problem_answer(exchange, problem):
    import json

    return replace(answered(exchange, status=400).response, body=json.dumps(problem).encode())


def test_the_newest_come_first_and_pages_follow_one_another(history):
    ids = [f"r{number}" for number in range(25)]
    for request_id in ids:
        history.begin(begun(request_id))
    pages, before = [], None
    while page := history.recent(limit=10, before=before):
        pages.append([summary.request_id for summary in page])
        before = page[-1].key
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [request_id for page in pages for request_id in page] == ids[::-1]


def test_the_list_of_one_profile_holds_no_other(history):
    history.begin(begun("r1"))
    history.begin(begun("r2", profile_name="stage"))
    assert [summary.request_id for summary in history.recent(profile="stage")] == ["r2"]


def test_a_replay_leads_to_its_origin(history):
    record(history, answered(begun("r1")))
    record(history, answered(begun("r2", replay_of="r1")))
    assert [summary.replay_of for summary in history.recent()] == ["r1", None]
    assert history.find("r2").replay_of == "r1"


def test_a_deleted_exchange_is_gone_from_lists_searches_and_the_file(history, paths):
    record(history, answered(begun("r1", event={"xdm": {"_id": "zanzibar"}})))
    record(history, answered(begun("r2")))
    key = history.summary("r1").key
    assert history.delete([key, key + 1000]) == 1
    assert history.find("r1") is None
    assert history.search("zanzibar", MORNING) == []
    assert history.count() == 1


def test_pruning_by_age_leaves_the_young_and_the_pinned(history):
    for minutes in range(10):
        record(history, answered(begun(f"r{minutes}", minutes=minutes)))
    history.pin(history.summary("r2").key, pinned=True)
    assert history.prune(sent_before=MORNING + timedelta(minutes=5)) == 4
    assert [summary.request_id for summary in history.recent()] == ["r9", "r8", "r7", "r6", "r5", "r2"]


def test_pruning_that_is_not_wanted_any_more_ends_where_it_is(history):
    for number in range(500):
        history.begin(begun(f"r{number}", minutes=number))
    checks = []

    def is_unwanted():
        checks.append("go on?")
        return len(checks) > 1

    assert history.prunable(sent_before=MORNING + timedelta(days=1)) == 500
    deleted = history.prune(sent_before=MORNING + timedelta(days=1), is_unwanted=is_unwanted)
    assert 0 < deleted < 500
    assert history.count() == 500 - deleted
    assert history.search("page", MORNING, limit=1) != []


def test_pruning_by_size_takes_the_oldest_and_gives_the_room_back(history):
    noise = "".join(f"{number:x}" for number in range(2**12, 2**13))
    for number in range(100):
        record(history, answered(begun(f"r{number}", event={"xdm": {"_id": noise[number:] + str(number)}})))
    history.close()
    before = history.size_bytes()
    assert history.prune(keep_bytes=before // 2) > 0
    assert history.size_bytes() <= before // 2
    assert history.recent(limit=1)[0].request_id == "r99"
    assert history.find("r0") is None


def test_a_file_deleted_under_a_running_program_is_created_again(history, paths):
    history.begin(begun("r1"))
    for path in paths.data.iterdir():
        path.unlink()
    assert history.recent() == []
    history.begin(begun("r2"))
    assert [summary.request_id for summary in History(paths.history).recent()] == ["r2"]


def test_files_and_folders_are_private(history, paths):
    record(history, answered(begun("r1")))
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths.data.iterdir()}
    assert "history.sqlite-wal" in modes
    assert set(modes.values()) == {0o600}


def test_threads_share_one_history(history):
    def work(thread: int) -> None:
        for number in range(20):
            record(history, answered(begun(f"t{thread}-{number}")))
            history.recent(limit=5)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.count() == 80
    assert {summary.status for summary in history.recent()} == {200}


def test_a_large_response_is_kept_byte_for_byte(history):
    body = b'{"handle": [' + b",".join(b'{"type": "x", "payload": [%d]}' % number for number in range(20_000)) + b"]}"
    exchange = answered(begun("r1"))
    exchange = replace(exchange, outcome=replace(exchange.response, body=body))
    record(history, exchange)
    assert history.find("r1").response.body == body
    assert [found.request_id for found in history.search("19999", MORNING)] == ["r1"]


@settings(max_examples=examples(25), deadline=None)
@given(exchange=exchanges)
def test_any_exchange_is_read_back_unchanged(exchange):
    with TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.sqlite")
        history.begin(replace(exchange, outcome=None, notes=()))
        history.complete(exchange)
        [summary] = history.recent()
        assert history.load(summary.key) == exchange
        history.search("anything", MORNING)
        history.annotate(summary.key, "noted")
        assert history.delete([summary.key]) == 1
        assert history.search("noted", MORNING) == []
        history.close()


def test_the_database_is_loaded_when_it_is_needed(tmp_path):
    code = (
        "import sys; from pathlib import Path; from edge_tui.store.history import History; "
        f"h = History(Path({str(tmp_path / 'h.sqlite')!r})); assert 'sqlite3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_recorded_request_has_no_place_for_a_token():
    assert {"request_id", "url", "headers", "body", "authenticated"} == set(InteractRequest.__dataclass_fields__)


@pytest.mark.parametrize(
    "draft",
    [
        Draft("{}", template="page-view"),
        Draft('{"event": {"xdm": {"eventType": "commerce.purchases"}}}'),
        Draft("{}", Action.SET_CONSENT),
    ],
)
@pytest.mark.parametrize("capture", ["", "spring sale"])
def test_a_list_says_of_an_exchange_what_the_exchange_itself_says(history, draft, capture):
    origin = Origin(Source.HAR, capture, "1", Page("https://shop.example/", 1)) if capture else None
    sent = begun("r1", draft=draft, origin=origin)
    sent = replace(sent, request=replace(sent.request, body=draft.text))
    history.record([sent])
    summary = history.summary("r1")
    assert summary is not None
    assert what_was_sent(summary) == what_exchange_sent(sent)
