"""A stand-in for the Edge gateway, in this process or on loopback: every route, every problem, no account."""
