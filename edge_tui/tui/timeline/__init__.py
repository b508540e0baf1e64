"""Sends one event after another: watch and replays."""
