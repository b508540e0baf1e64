"""Who called the Web SDK, whatever stands in for it until it is loaded: the script by itself, in Node."""

import json
import shutil
import subprocess
from collections.abc import Mapping

import pytest

from edge_tui.browser.monitors import monitor_script

# What a page has for the SDK before it is there: as it keeps commands, and in which order it is named.
_QUEUE = "window.alloy.q.push([resolve, reject, args])"
_BY_TIMER = f"setTimeout(() => {_QUEUE})"
STAND_INS = {
    "kept at once": (
        '(window.__alloyNS = window.__alloyNS || []).push("alloy");'
        f"window.alloy = (...args) => new Promise((resolve, reject) => {_QUEUE}); window.alloy.q = [];"
    ),
    "kept by a timer": (
        '(window.__alloyNS = window.__alloyNS || []).push("alloy");'
        f"window.alloy = (...args) => new Promise((resolve, reject) => {_BY_TIMER}); window.alloy.q = [];"
    ),
    "named with the list": (
        'window.__alloyNS = ["alloy"];'
        f"window.alloy = (...args) => new Promise((resolve, reject) => {_QUEUE}); window.alloy.q = [];"
    ),
    "named after it": (
        f"window.alloy = (...args) => new Promise((resolve, reject) => {_QUEUE}); window.alloy.q = [];"
        'window.__alloyNS = ["alloy"];'
    ),
    "one of two": (
        'window.__alloyNS = ["other"]; window.__alloyNS.push("third", "alloy");'
        f"window.alloy = (...args) => new Promise((resolve, reject) => {_QUEUE}); window.alloy.q = [];"
    ),
}
# The page's script asks before the SDK is there and after that, which takes what was kept, as the SDK does.
_OWN = "function asks() { alloy('sendEvent', {xdm: {eventType: 'asked'}}); }; asks();"
_SDK = """const send = ([resolve, , [commandName, options]]) => { for (const each of window.__alloyMonitors) {
  each.onBeforeCommand({instanceName: 'alloy', commandName, options});
  const payload = {events: [{xdm: options.xdm}]};
  each.onBeforeNetworkRequest({instanceName: 'alloy', requestId: 'r', payload}); } resolve(1); };
setTimeout(() => { const kept = window.alloy.q; kept.push = send; kept.forEach(send); }, 5);"""
_RUN = """
const vm = require('vm'), told = {}, { monitors, standIns, own, sdk } = JSON.parse(require('fs').readFileSync(0));
for (const [name, standIn] of Object.entries(standIns)) {
  told[name] = [];
  const binding = message => told[name].push(JSON.parse(message));
  const page = vm.createContext({ setTimeout, performance, __edgeTui: binding });
  const run = (code, filename) => vm.runInContext(code, page, { filename });
  run('var window = globalThis', 'https://shop.example/');
  run(monitors, 'monitors.js');
  const before = run('typeof alloy + typeof __alloyNS', 'https://shop.example/');
  run(standIn, 'https://shop.example/');
  run(own, 'https://shop.example/own.js');
  run(sdk, 'https://shop.example/alloy.js');
  setTimeout(() => run('asks(); alloy.name', 'https://shop.example/late.js'), 20);
  told[name].push({ before });
}
process.on('exit', () => console.log(JSON.stringify(told)));
"""


def test_a_command_names_the_script_that_asked_for_it_whatever_kept_it() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node was not found: run .ci/alloy")
    given = {"monitors": monitor_script(), "standIns": STAND_INS, "own": _OWN, "sdk": _SDK}
    ran = subprocess.run(
        [node, "-e", _RUN], input=json.dumps(given), capture_output=True, text=True, timeout=60, check=True
    )
    told = json.loads(ran.stdout)
    wrong = {name: found for name in STAND_INS if (found := _scripts(told[name])) != ["own.js", "own.js late.js"]}
    assert not wrong
    assert {told[name][0]["before"] for name in STAND_INS} == {"undefinedundefined"}


def _scripts(messages: list[Mapping[str, object]]) -> list[str]:
    """The scripts that called for each request, nearest first."""
    found = []
    for each in messages:
        callers = each.get("callers") or []
        assert isinstance(callers, list)
        if each.get("what") == "request":
            found.append(" ".join(dict.fromkeys(frame["url"].rpartition("/")[2] for frame in callers)))
    return found
