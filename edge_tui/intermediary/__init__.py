"""Gateways in between: a reverse proxy and an explicit one that pass calls on and report what went by."""
