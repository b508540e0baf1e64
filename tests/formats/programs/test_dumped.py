"""A map's description in a log is read as the event that it describes."""

import json

import pytest

from edge_tui.formats import read

JAVA = (
    "{eventType=a.b, web={webPageDetails={name=My page, 50% off, URL=https://shop.example.com/?a=b#c, "
    "pageViews={value=1.0}}}, identityMap={ECID=[{id=40000822335137559702444726551020104471, primary=false}]}, "
    "_acme={tags=[x, y z], empty={}, none=null, list=[]}}"
)
NSLOG = """{
    xdm =     {
        eventType = "a.b";
        "_acme" =         {
            name = Home;
            title = "\\U65e5\\U672c \\"x\\"; {y}";
            count = 3;
            missing = "<null>";
            tags =             (
                one,
                "two, three",
                        {
                    deep = 1;
                }
            );
        };
    };
}"""


@pytest.mark.parametrize("prefix", ["", "11-28 14:00:00.1 12 D Edge: sent "])
def test_a_map_of_java_is_read(prefix: str) -> None:
    reading = read(prefix + JAVA)
    (found,) = reading.requests
    assert reading.kind == "map's description"
    assert json.loads(found.draft.text)["event"]["xdm"] == {
        "eventType": "a.b",
        "web": {
            "webPageDetails": {
                "name": "My page, 50% off",
                "URL": "https://shop.example.com/?a=b#c",
                "pageViews": {"value": 1.0},
            }
        },
        "identityMap": {"ECID": [{"id": "40000822335137559702444726551020104471", "primary": False}]},
        "_acme": {"tags": ["x", "y z"], "empty": {}, "none": None, "list": []},
    }
    assert found.notes == ("A description has no types: what looks like a number became one.",)


def test_a_dictionary_of_objective_c_is_read() -> None:
    (found,) = read(NSLOG).requests
    assert json.loads(found.draft.text)["event"]["xdm"] == {
        "eventType": "a.b",
        "_acme": {
            "name": "Home",
            "title": '日本 "x"; {y}',
            "count": 3,
            "missing": None,
            "tags": ["one", "two, three", {"deep": 1}],
        },
    }


@pytest.mark.parametrize(
    "text",
    [
        "{eventType=a.b",
        "{eventType=a.b}}",
        "{eventType=a.b} and more",
        "{eventType=, web={}}",
        "{a=b}",
        "{eventType=" + "{a=" * 100 + "1" + "}" * 101,
        "{eventType=" * 20_000,
        "{eventType=a" + ", b" * 100_000,
    ],
)
def test_anything_else_is_not_read_as_one(text: str) -> None:
    assert read(text).requests == ()
