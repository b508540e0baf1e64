"""Runs the steps of a visit with real input events, as a person would."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from edge_tui.browser.cdp import Cdp, CdpError, Json
from edge_tui.browser.pages import Pages, Target
from edge_tui.browser.steps import Step, StepKind

SELECTOR_SECONDS = 10.0
_LOAD_SECONDS = 30.0
_EVERY_SECONDS = 0.05

# The middle of an element that can be clicked, scrolled into view; null while there is none.
_CENTER = """(selector => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  const box = element.getBoundingClientRect();
  if (!box.width || !box.height) return null;
  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
})(%s)"""
_FOCUS = """(selector => {
  const element = document.querySelector(selector);
  if (!element || !("value" in element || element.isContentEditable)) return false;
  element.focus();
  if (element.select) element.select();
  return document.activeElement === element;
})(%s)"""
_LOADED = 'document.readyState === "complete"'
_OPENED = f'location.href !== "about:blank" && {_LOADED}'
_PRESENT = "document.querySelector(%s) !== null"
_SCROLL_TO = """(selector => {
  const element = document.querySelector(selector);
  if (element) element.scrollIntoView({block: "start", behavior: "instant"});
  return element !== null;
})(%s)"""


class _StepFailed(Exception):  # noqa: N818 (internal control flow; never escapes this module)
    pass


class StepRunner:
    """Runs steps in one tab, the first by default, whatever others open; in the newest one once that is closed."""

    def __init__(self, cdp: Cdp, pages: Pages) -> None:
        self._cdp = cdp
        self._pages = pages
        self._tab = ""

    async def run(self, steps: Sequence[Step], session: str = "") -> str:
        """Runs steps one after the other; returns why one failed in a sentence, empty when all are done.

        `session` is the tab of a URL that was opened before: the first step is for its page.
        """
        if session:
            self._tab = self._pages.tab(session)
            try:
                await self._until(_OPENED, "", "", _LOAD_SECONDS)
            except _StepFailed as error:
                return f"No step was run: {error}."
        for step in steps:
            try:
                await self._run(step)
            except _StepFailed as error:
                return f"Step {step} in line {step.line} failed: {error}."
            except CdpError:
                return f"Step {step} in line {step.line} failed: the browser didn't answer."
        return ""

    async def _run(self, step: Step) -> None:
        if len(self._pages.sessions("page")) > 1:
            # A tab behind another one draws nothing, and doesn't answer the wheel.
            await self._cdp.ask("Page.bringToFront", {}, (await self._page()).session)
        if step.kind is StepKind.GOTO:
            await self._go_to(step.target)
        elif step.kind is StepKind.CLICK:
            await self._click(step.target)
        elif step.kind is StepKind.FILL:
            await self._until(_FOCUS % json.dumps(step.target), step.target, "that can be filled in")
            await self._fill(step.text)
        elif step.kind is StepKind.WAIT and step.target:
            await self._until(_PRESENT % json.dumps(step.target), step.target, "")
        elif step.kind is StepKind.WAIT:
            await asyncio.sleep(step.seconds)
        else:
            await self._scroll(step)

    async def _go_to(self, target: str) -> None:
        page = await self._page()
        url = urljoin(str(await self._evaluate("location.href")), target) if "://" not in target else target
        if "://" not in url:
            raise _StepFailed("there is no page yet that the path belongs to, so give a whole URL")
        result = await self._ask_page(page, "Page.navigate", {"url": url}, _LOAD_SECONDS)
        if error := result.get("errorText"):
            raise _StepFailed(f"the page could not be opened ({error})")
        await self._until(_LOADED, "", "", _LOAD_SECONDS)

    async def _click(self, selector: str) -> None:
        where = await self._until(_CENTER % json.dumps(selector), selector, "that can be seen")
        if not isinstance(where, dict):
            raise _StepFailed(f"nothing that can be clicked matches {selector}")
        point = {"x": where["x"], "y": where["y"], "button": "left", "clickCount": 1}
        await self._input("Input.dispatchMouseEvent", {**point, "type": "mouseMoved", "button": "none"})
        await self._input("Input.dispatchMouseEvent", {**point, "type": "mousePressed", "buttons": 1})
        await self._input("Input.dispatchMouseEvent", {**point, "type": "mouseReleased"})

    async def _fill(self, text: str) -> None:
        if text:
            await self._input("Input.insertText", {"text": text})
        else:
            key = {"key": "Delete", "code": "Delete", "windowsVirtualKeyCode": 46}
            await self._input("Input.dispatchKeyEvent", {**key, "type": "keyDown"})
            await self._input("Input.dispatchKeyEvent", {**key, "type": "keyUp"})

    async def _scroll(self, step: Step) -> None:
        if step.target:
            await self._until(_SCROLL_TO % json.dumps(step.target), step.target, "")
            return
        distance = 1_000_000 if step.pixels is None else step.pixels
        wheel = {"type": "mouseWheel", "x": 10, "y": 10, "deltaX": 0, "deltaY": distance}
        await self._input("Input.dispatchMouseEvent", wheel)

    async def _input(self, method: str, params: dict[str, object]) -> None:
        await self._ask_page(await self._page(), method, params)

    async def _ask_page(
        self, page: Target, method: str, params: Mapping[str, object], within_seconds: float = 10
    ) -> Json:
        """Asks a page; one that goes by that, since another one replaces it that was prerendered, has no answer."""
        try:
            return await self._cdp.ask(method, params, page.session, within_seconds=within_seconds)
        except CdpError:
            if self._pages.is_alive(page.session):
                raise
            return {}

    async def _until(self, expression: str, selector: str, condition: str, seconds: float | None = None) -> object:
        """The first value of an expression that isn't false; a selector that never matches is a failure."""
        seconds = SELECTOR_SECONDS if seconds is None else seconds
        until = time.monotonic() + seconds
        while True:
            value = await self._evaluate(expression)
            if value:
                return value
            if time.monotonic() > until:
                raise _StepFailed(
                    f"nothing {condition} matches {selector} after {seconds:g} s".replace("  ", " ")
                    if selector
                    else f"the page didn't load within {seconds:g} s"
                )
            await asyncio.sleep(_EVERY_SECONDS)

    async def _evaluate(self, expression: str) -> object:
        page = await self._page()
        try:
            result = await self._cdp.ask(
                "Runtime.evaluate", {"expression": expression, "returnByValue": True}, page.session
            )
        except CdpError:
            # The page is about to be another one.
            return None
        if details := result.get("exceptionDetails"):
            described = str((details.get("exception") or {}).get("description", "")).partition("\n")[0]
            if "not a valid selector" in described:
                raise _StepFailed("the selector isn't valid CSS")
            return None
        return (result.get("result") or {}).get("value")

    async def _page(self) -> Target:
        """What the tab shows. A page that was prerendered replaces another one a moment after that has gone."""
        until = time.monotonic() + SELECTOR_SECONDS
        while self._pages.is_between(self._tab) and time.monotonic() < until:  # noqa: ASYNC110 (nothing tells it)
            await asyncio.sleep(_EVERY_SECONDS)
        pages = self._pages.sessions("page")
        if not pages:
            raise _StepFailed("all tabs are closed")
        page = next((each for each in pages if each.tab == self._tab), None)
        if page is None:
            page = pages[-1 if self._tab else 0]
            self._tab = page.tab
        return page
