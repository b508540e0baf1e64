"""What a search of history finds, page by page, without a screen."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from contextlib import closing

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Summary
from edge_tui.tui.history.search import PAGE_SIZE, HistorySearch, Page
from edge_tui.workspace import Workspace
from tests.tui.history.past import send_some

ALL = ["refused", "commerce", "web"]
SEARCHES: tuple[tuple[str, list[str]], ...] = (
    ("", ALL),
    ("  purchases ", ["commerce"]),
    ("status:200", ["commerce", "web"]),
    ("status:4xx", ["refused"]),
    ("handle:state:store template:web", ["web"]),
    ("profile:nobody", []),
    ("after:2d", ALL),
    ("before:2d", []),
)


class Shown:
    """What a search showed, as the history screen would."""

    def __init__(self, workspace: Workspace) -> None:
        self.search = HistorySearch(workspace.history, self, workspace.clock)
        self.pages: list[Page] = []
        self.summaries: list[Summary] = []
        self.errors: list[str] = []
        self.indexings = 0
        self.repeats: list[Awaitable[None]] = []

    @property
    def templates(self) -> list[str | None]:
        """The templates of what is listed."""
        return [each.template for each in self.summaries]

    async def find(self, text: str) -> list[str | None]:
        """Searches; the templates of what is found."""
        self.search.ask(text)
        await self.search.fetch()
        return self.templates

    def show_page(self, page: Page) -> None:
        """Lists a page."""
        self.pages.append(page)
        self.summaries = page.summaries if page.is_first else self.summaries + page.summaries

    def show_search_error(self, error: SetupError) -> None:
        """Records an error."""
        self.errors.append(str(error))

    def start_indexing(self) -> None:
        """Counts."""
        self.indexings += 1

    def search_again(self) -> None:
        """Asks again; the test fetches."""
        self.search.ask(self.search.text)
        self.repeats.append(self.search.fetch())


@pytest.mark.parametrize(("text", "found"), SEARCHES)
async def test_words_and_fields_find_exchanges(workspace: Workspace, text: str, found: list[str]) -> None:
    await send_some(workspace)
    shown = Shown(workspace)
    assert await shown.find(text) == found
    assert shown.pages[0].totals.startswith("3 · ")
    assert (shown.errors, shown.indexings, shown.search.progress) == ([], 0, "")


async def test_an_id_finds_its_exchange_in_either_form_or_by_its_start(workspace: Workspace) -> None:
    summary = (await send_some(workspace))[1]
    shown = Shown(workspace)
    assert summary.gateway_request_id is not None
    for pasted in (summary.request_id, summary.gateway_request_id, summary.request_id[:9], summary.request_id.upper()):
        assert await shown.find(pasted) == ["commerce"], pasted


@pytest.mark.parametrize("text", ["before:often", "after:", "status:"])
async def test_a_search_that_cannot_be_read_is_an_error_and_leaves_the_list(workspace: Workspace, text: str) -> None:
    await send_some(workspace)
    shown = Shown(workspace)
    await shown.find("")
    found = await shown.find(text)
    if shown.errors:
        assert found == ALL
        assert len(shown.pages) == 1
    assert await shown.find("purchases") == ["commerce"]


async def test_the_cursor_stays_only_where_the_same_is_searched_again(workspace: Workspace) -> None:
    await send_some(workspace)
    shown = Shown(workspace)
    for text in ("", "", "purchases", "purchases", ""):
        await shown.find(text)
    assert [page.is_same_search for page in shown.pages] == [False, True, False, True, False]


async def test_pages_follow_one_another_to_the_end_without_a_gap(workspace: Workspace) -> None:
    await send_some(workspace)
    origin = workspace.history.load(workspace.history.recent()[0].key)
    assert origin is not None
    for _ in range(PAGE_SIZE + 30):
        workspace.history.begin(origin)
    shown = Shown(workspace)
    await shown.find("")
    assert len(shown.summaries) == PAGE_SIZE
    assert shown.search.ask_for_more(shown.summaries[-1])
    # A second one has to wait for the first.
    assert not shown.search.ask_for_more(shown.summaries[-1])
    await shown.search.fetch()
    assert len({each.key for each in shown.summaries}) == len(shown.summaries) == PAGE_SIZE + 33
    assert not shown.search.ask_for_more(shown.summaries[-1])
    assert not shown.pages[-1].is_first


async def test_what_another_process_writes_makes_a_search_outdated(workspace: Workspace) -> None:
    shown = Shown(workspace)
    await shown.find("")
    assert not shown.search.is_outdated
    await send_some(workspace)
    assert shown.search.is_outdated
    shown.search.ask("")
    assert not shown.search.is_outdated
    await shown.search.fetch()
    assert not shown.search.is_outdated


async def test_a_canceled_fetch_shows_nothing(workspace: Workspace) -> None:
    await send_some(workspace)
    shown = Shown(workspace)
    shown.search.ask("purchases")
    fetching = asyncio.create_task(shown.search.fetch())
    await asyncio.sleep(0)
    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)
    assert shown.pages == []
    assert await shown.find("status:4xx") == ["refused"]


async def test_what_is_not_indexed_is_said_indexed_and_found(workspace: Workspace) -> None:
    [_, purchase, page_view] = await send_some(workspace)
    origin = workspace.history.load(page_view.key)
    assert origin is not None
    for _ in range(700):
        workspace.history.begin(origin)
    with closing(sqlite3.connect(workspace.history.path)) as connection, connection:
        connection.execute("DROP TABLE words_0")
        connection.execute("DELETE FROM volumes")
        connection.execute("UPDATE exchanges SET is_indexed = 0")
    shown = Shown(workspace)
    assert await shown.find("commerce.purchases") == []
    assert shown.indexings == 1
    assert "703" not in shown.search.progress
    assert "indexed" in shown.search.progress
    # Indexing is under way: another search doesn't start it again.
    await shown.find("commerce.purchases")
    assert shown.indexings == 1
    await shown.search.index_the_rest()
    for repeat in shown.repeats:
        await repeat
    assert [each.key for each in shown.summaries] == [purchase.key]
    assert shown.search.progress == ""
