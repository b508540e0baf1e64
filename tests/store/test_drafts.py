"""The draft survives whatever happens to the program."""

import os
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.request import Action
from edge_tui.store.drafts import Drafts
from tests.store.samples import drafts


def test_there_is_no_draft_at_first(paths):
    assert Drafts(paths.drafts).load() is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(draft=drafts)
def test_the_next_run_finds_the_draft_as_it_was(paths, draft):
    Drafts(paths.drafts).save(draft)
    assert Drafts(paths.drafts).load() == draft


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"text": 1, "action": "interact"}', b'{"text": "x"}', b"\xff"])
def test_a_damaged_draft_is_set_aside_not_deleted(paths, content):
    paths.drafts.mkdir(parents=True)
    (paths.drafts / "draft.json").write_bytes(content)
    assert Drafts(paths.drafts).load() is None
    [aside] = paths.drafts.iterdir()
    assert aside.read_bytes() == content
    Drafts(paths.drafts).save(Draft("{}", Action.COLLECT, "page-view"))
    assert Drafts(paths.drafts).load() == Draft("{}", Action.COLLECT, "page-view")


def test_an_unwritable_folder_is_reported(tmp_path):
    (tmp_path / "drafts").write_text("")
    with pytest.raises(StorageError):
        Drafts(tmp_path / "drafts").save(Draft("{}"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_kill_in_the_middle_of_saving_leaves_a_whole_draft(paths):
    code = (
        "import itertools, sys; from pathlib import Path\n"
        "from edge_tui.model.exchange import Draft; from edge_tui.store.drafts import Drafts\n"
        "drafts = Drafts(Path(sys.argv[1]))\n"
        "for number in itertools.count():\n"
        "    drafts.save(Draft(f'{number} ' * 20_000)); print(number, flush=True)\n"
    )
    for wanted in (1, 3, 8):
        process = subprocess.Popen([sys.executable, "-c", code, str(paths.drafts)], stdout=subprocess.PIPE)
        for _ in range(wanted):
            output = process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        output = (output + process.stdout.read()).split()[-1].decode()
        process.stdout.close()
        process.wait()
        words = Drafts(paths.drafts).load().text.split()
        assert len(words) == 20_000
        assert len(set(words)) == 1
        # The draft being saved may be complete; confirmed drafts are not lost.
        assert int(words[0]) in (int(output), int(output) + 1)
