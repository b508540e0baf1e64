"""Templates: files in two folders, one name each, nothing overwritten without permission."""

import json

import pytest

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.request import Action
from edge_tui.model.template import Origin, Template
from edge_tui.store import files
from edge_tui.store.templates import TemplateStore, shipped_folder

PAGE = {"title": "Page view", "group": "web", "summary": "A page was seen.", "body": {"event": {"xdm": {}}}}
OWN = Template("mine", "Mine", "web", "My own.", {"event": {"xdm": {"_id": "{{uuid}}"}}})


@pytest.fixture
def shipped(tmp_path):
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "page-view.json").write_text(json.dumps(PAGE))
    (folder / "purchase.json").write_text(json.dumps({**PAGE, "title": "Purchase", "group": "commerce"}))
    return folder


@pytest.fixture
def user(tmp_path):
    return tmp_path / "user"


@pytest.fixture
def store(shipped, user):
    return TemplateStore(shipped, user)


def _names(store: TemplateStore) -> list[str]:
    return [template.name for template in store.all()]


def test_the_built_in_templates_are_found_and_valid():
    store = TemplateStore(shipped_folder(), shipped_folder() / "nowhere")
    assert "page-view" in _names(store)
    assert store.broken() == ()
    assert store.get("page-view").origin is Origin.SHIPPED


def test_a_title_is_that_of_lists_and_a_missing_or_broken_template_has_its_words(store, user):
    store.save(OWN, overwrite=False)
    _write(user, "derived", extends="page-view", title="Derived")
    _write(user, "lost", extends="nowhere", title="Lost")
    assert store.titles() == {entry.name: entry.title for entry in store.entries()}
    assert {name: store.title_of(name) for name in store.titles()} == store.titles()
    assert store.title_of("no-longer-there") == "no longer there"
    assert store.title_of("lost") == "lost"


def test_a_list_and_its_bodies_take_one_reading_of_each_file(store, shipped, monkeypatch):
    paths = []
    read = files.read
    monkeypatch.setattr(files, "read", lambda path, *more: paths.append(path) or read(path, *more))
    assert len(store.all()) == len(list(shipped.iterdir()))
    assert store.all() == TemplateStore(shipped, shipped / "nowhere").all()
    assert sorted(path for path in paths if path.parent == shipped) == sorted(shipped.iterdir())


def test_a_template_is_read_with_all_its_members(store, shipped):
    (shipped / "consent.json").write_text(json.dumps({**PAGE, "action": "set-consent"}))
    assert store.get("page-view") == Template(
        "page-view", "Page view", "web", "A page was seen.", {"event": {"xdm": {}}}, Action.INTERACT, Origin.SHIPPED
    )
    assert store.get("consent").action is Action.SET_CONSENT


def test_groups_have_a_fixed_order_and_others_come_last(store, user):
    user.mkdir()
    for name, group in (("a", "zoo"), ("b", "identity"), ("c", "web")):
        (user / f"{name}.json").write_text(json.dumps({**PAGE, "group": group, "title": name}))
    assert _names(store) == ["c", "page-view", "purchase", "b", "a"]


def test_a_saved_template_is_there_and_shadows_nothing(store):
    store.save(OWN, overwrite=False)
    found = store.get("mine")
    assert (found.title, found.body, found.origin, found.shadows) == ("Mine", OWN.body, Origin.USER, False)


def test_the_users_template_overrides_the_built_in_one_and_can_be_deleted(store, shipped):
    store.save(Template("page-view", "Ours", "web", "", {"event": {}}), overwrite=False)
    assert store.get("page-view").title == "Ours"
    assert store.get("page-view").shadows
    assert len(store.all()) == 2
    assert json.loads((shipped / "page-view.json").read_text()) == PAGE
    store.delete("page-view")
    assert store.get("page-view").title == "Page view"
    assert not store.get("page-view").shadows


def test_nothing_is_overwritten_without_permission(store):
    store.save(OWN, overwrite=False)
    with pytest.raises(SetupError, match="already a template 'mine'"):
        store.save(OWN, overwrite=False)
    store.save(Template("mine", "Newer", "web", "", {}), overwrite=True)
    assert store.get("mine").title == "Newer"


def test_unknown_members_survive_a_rewrite(store, user):
    user.mkdir()
    path = user / "mine.json"
    path.write_text(json.dumps({"team": "shop", "title": "Old", "body": {}, "fields": ["web"], "group": "web"}))
    store.save(OWN, overwrite=True)
    document = json.loads(path.read_text())
    assert (document["team"], document["fields"], document["title"]) == ("shop", ["web"], "Mine")
    assert document["body"] == OWN.body
    assert "action" not in document


def test_a_bare_request_body_is_a_template_too(store, user):
    user.mkdir()
    body = {"event": {"xdm": {"eventType": "x"}}, "query": {}}
    (user / "from_our-wiki.json").write_text(json.dumps(body))
    found = store.get("from_our-wiki")
    assert (found.title, found.body) == ("From our wiki", body)


def test_a_changed_file_is_read_again(store, user):
    store.save(OWN, overwrite=False)
    assert store.get("mine").title == "Mine"
    (user / "mine.json").write_text(json.dumps({**PAGE, "title": "Edited elsewhere"}))
    assert store.get("mine").title == "Edited elsewhere"
    (user / "mine.json").unlink()
    assert "mine" not in _names(store)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"body": ', "line 1"),
        (b"[]", "an array, not an object"),
        (b'{"body": []}', "Its body is an array"),
        (b'{"body": {}, "title": 7}', "Its title is a number"),
        (b'{"body": {}, "action": "interakt"}', "Did you mean interact?"),
        (b"\xff", "not UTF-8"),
        (b"", "expected a JSON object"),
    ],
)
def test_a_broken_file_hides_no_other_and_says_why(store, user, content, words):
    user.mkdir()
    (user / "broken.json").write_bytes(content)
    assert _names(store) == ["page-view", "purchase"]
    [(path, problem)] = store.broken()
    assert path == user / "broken.json"
    assert words in problem
    with pytest.raises(SetupError) as refusal:
        store.get("broken")
    assert words in refusal.value.what
    assert str(path) in refusal.value.how


def test_an_unknown_name_gets_a_suggestion(store):
    for work in (store.get, store.delete, store.path):
        with pytest.raises(SetupError) as refusal:
            work("pageview")
        assert "Did you mean page-view?" in refusal.value.how


@pytest.mark.parametrize("name", ["../evil", "a/b", "/etc/passwd", "..", "", "A", "a b", "a.b", "x" * 101, "con/../x"])
def test_an_invalid_name_is_refused_and_a_valid_one_suggested(store, tmp_path, name):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SetupError, match="can't be the name of a template"):
        store.save(Template(name, "", "", "", {}), overwrite=True)
    with pytest.raises(SetupError):
        store.delete(name)
    with pytest.raises(SetupError):
        store.path(name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_slug_is_suggested_for_a_title(store):
    with pytest.raises(SetupError, match="such as page-view-eu"):
        store.save(Template("Page view (EU)", "", "", "", {}), overwrite=False)


def test_a_built_in_template_cannot_be_deleted(store, shipped):
    with pytest.raises(SetupError, match="is built in"):
        store.delete("page-view")
    assert store.path("page-view") == shipped / "page-view.json"


def test_an_unwritable_folder_is_reported(store, user):
    user.write_text("no folder")
    with pytest.raises(StorageError):
        store.save(OWN, overwrite=False)
    assert _names(store) == ["page-view", "purchase"]


def _write(user, name, **members):
    user.mkdir(exist_ok=True)
    (user / f"{name}.json").write_text(json.dumps(members))


def test_a_template_extends_another_and_says_only_what_differs(store, shipped, user):
    (shipped / "consent.json").write_text(
        json.dumps({**PAGE, "action": "set-consent", "body": {"a": {"b": 1, "c": 2}}})
    )
    _write(user, "ours", extends="consent", title="Ours", body={"a": {"b": None, "d": [3]}})
    found = store.get("ours")
    assert found.body == {"a": {"c": 2, "d": [3]}}
    assert (found.title, found.group, found.summary) == ("Ours", "web", "A page was seen.")
    assert (found.action, found.origin) == (Action.SET_CONSENT, Origin.USER)


def test_an_extended_template_may_extend_another_or_be_the_shadowed_one(store, user):
    _write(user, "page-view", extends="page-view", body={"event": {"data": {"team": "a"}}})
    _write(user, "landing-page", extends="page-view", group="personalization")
    assert store.get("page-view").body == {"event": {"xdm": {}, "data": {"team": "a"}}}
    assert store.get("page-view").shadows
    assert store.get("landing-page").body == store.get("page-view").body
    assert store.get("landing-page").group == "personalization"


def test_a_change_of_an_extended_template_is_noticed(store, shipped, user):
    _write(user, "ours", extends="page-view")
    assert store.get("ours").body == PAGE["body"]
    (shipped / "page-view.json").write_text(json.dumps({**PAGE, "body": {"event": {"xdm": {"changed": True}}}}))
    assert store.get("ours").body == {"event": {"xdm": {"changed": True}}}


@pytest.mark.parametrize(
    ("extends", "words"),
    [("nowhere", "It extends nowhere, which doesn't exist."), ("b", "It extends itself, through b.")],
)
def test_a_template_that_cannot_be_merged_is_broken_and_says_why(store, user, extends, words):
    _write(user, "a", extends=extends)
    _write(user, "b", extends="a")
    assert _names(store) == ["page-view", "purchase"]
    assert words in [problem for _, problem in store.broken()]
    with pytest.raises(SetupError):
        store.get("a")


def test_a_template_saved_over_an_extending_one_is_complete(store, user):
    _write(user, "ours", extends="page-view", note="kept")
    store.save(Template("ours", "Ours", "web", "", {"event": {"data": {}}}), overwrite=True)
    assert store.get("ours").body == {"event": {"data": {}}}
    assert json.loads((user / "ours.json").read_text())["note"] == "kept"


def test_a_projects_template_is_saved_in_the_project_where_it_is_not_shadowed(shipped, user, tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "mine.json").write_text(json.dumps(PAGE))
    store = TemplateStore(shipped, user, project)
    store.save(OWN, overwrite=True)
    assert store.get("mine").title == "Mine"
    assert store.get("mine").origin is Origin.PROJECT
    assert not user.exists()


def test_subfolders_are_groups_and_their_files_stay_there(store, shipped, user):
    below = user / "checkout" / "express"
    (user / "acme.example").mkdir(parents=True)
    (user / "acme.example" / "visit.json").write_text(json.dumps({"body": {"event": {"xdm": {}}}}))
    below.mkdir(parents=True)
    (below / "one-click.json").write_text(json.dumps({"title": "One click", "body": {"event": {"xdm": {}}}}))
    (user / "checkout" / "page-view.json").write_text(json.dumps({**PAGE, "title": "Ours"}))
    assert store.get("one-click").group == "checkout/express"
    assert store.get("visit").group == "acme.example"
    assert store.get("page-view").title == "Ours"
    assert store.get("page-view").group == "web"
    before = store.stamp()
    store.save(Template("one-click", "One click", "checkout/express", "Saved.", OWN.body), overwrite=True)
    assert store.path("one-click") == below / "one-click.json"
    assert store.stamp() != before
    with pytest.raises(SetupError, match="already a template"):
        store.save(Template("one-click", "Two", "web", "", OWN.body), overwrite=False)
    with pytest.raises(SetupError, match="already a template"):
        store.rename("one-click", "visit")
    store.rename("one-click", "two-clicks")
    assert store.path("two-clicks") == below / "two-clicks.json"
    store.delete("page-view")
    assert store.get("page-view").title == "Page view"


def test_of_one_name_the_file_nearest_to_the_top_counts(store, user):
    (user / "old").mkdir(parents=True)
    (user / "old" / "mine.json").write_text(json.dumps({"title": "Old", "body": {"event": {}}}))
    (user / "mine.json").write_text(json.dumps({"title": "New", "body": {"event": {}}}))
    assert store.get("mine").title == "New"
    assert store.path("mine") == user / "mine.json"


def test_a_cyclic_link_is_not_followed(store, user):
    user.mkdir()
    (user / "again").symlink_to(user)
    (user / "mine.json").write_text(json.dumps({"title": "Mine", "body": {"event": {}}}))
    assert _names(store).count("mine") == 1


@pytest.mark.parametrize("name", ["con", "nul", "prn", "aux", "com1", "lpt9", "-x", ".x", "x.", "x ", "a/b", "x" * 101])
def test_a_reserved_or_invalid_name_is_refused_with_a_sentence(store, user, name):
    store.save(Template("mine", "", "", "", {}), overwrite=False)
    for work in (
        lambda: store.save(Template(name, "", "", "", {}), overwrite=True),
        lambda: store.rename("mine", name),
    ):
        with pytest.raises(SetupError, match="can't be the name of a template"):
            work()
    assert [path.name for path in user.iterdir()] == ["mine.json"]


def test_a_duplicate_of_a_manually_named_template_is_refused(store, user):
    user.mkdir()
    (user / "Mine.json").write_text('{"body": {"event": {}}}')
    with pytest.raises(SetupError, match="already a template 'Mine'"):
        store.save(Template("mine", "", "", "", {}), overwrite=True)
    assert [path.name for path in user.iterdir()] == ["Mine.json"]


def test_deeply_nested_folders_and_cyclic_links_are_listed(store, user):
    folder = user
    for _ in range(900):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (user / "d" / "back").symlink_to(user)
    (user / "d" / "mine.json").write_text('{"body": {"event": {}}}')
    (user / "folder.json").mkdir()
    assert store.get("mine").group == "d"
    assert [path.name for path, _ in store.broken()] == ["folder.json"]
