"""What is said of many propositions at once is what is said of each."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.handles.personalization_decisions import count_providers, decided_scopes, provider_of
from edge_tui.handles.query import Query

ODD: st.SearchStrategy[Any] = st.sampled_from([None, "", 1, [], {}, "TGT", "x" * 30])
DETAILS = st.fixed_dictionaries({}, optional={"decisionProvider": ODD, "characteristics": ODD})
VIEW = st.just({"decisionProvider": "TGT", "characteristics": {"scopeType": "view"}})
ITEM: st.SearchStrategy[Any] = st.one_of(
    ODD,
    st.fixed_dictionaries(
        {},
        optional={
            "scope": st.one_of(ODD, st.sampled_from(["hero", "__view__", "Zm9v="])),
            "scopeDetails": st.one_of(ODD, DETAILS, VIEW),
            "placement": ODD,
        },
    ),
)


@given(st.lists(ITEM, max_size=8))
def test_providers_are_counted_in_the_order_of_their_first_propositions(items: list[Any]) -> None:
    each = [provider_of(item) for item in items]
    assert count_providers(items) == Counter(each)
    assert list(count_providers(items)) == list(dict.fromkeys(each))


@given(st.lists(ITEM, max_size=8))
def test_a_scope_is_decided_if_any_proposition_decides_it(items: list[Any]) -> None:
    query = Query(scopes=("hero", "__view__", "Zm9v"))
    alone = {scope for item in items for scope in decided_scopes([item], query)}
    assert set(decided_scopes(items, query)) == alone
