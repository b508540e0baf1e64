"""A browser as a source of sightings: what a site sends to the Edge Network, seen over the DevTools Protocol."""

from edge_tui.browser.finding import FoundBrowser, find_browsers, is_firefox
from edge_tui.browser.launch import BrowserDidNotStart, BrowserNotFound, Launch, OptionNotSupported, Running
from edge_tui.browser.profile_folders import clear_leftovers
from edge_tui.browser.source import BrowserSource
from edge_tui.browser.steps import Step, StepError, StepKind, read_steps
from edge_tui.browser.urls import can_be_opened

__all__ = [
    "BrowserDidNotStart",
    "BrowserNotFound",
    "BrowserSource",
    "FoundBrowser",
    "Launch",
    "OptionNotSupported",
    "Running",
    "Step",
    "StepError",
    "StepKind",
    "can_be_opened",
    "clear_leftovers",
    "find_browsers",
    "is_firefox",
    "read_steps",
]
