"""Servers on this machine: listening, and TLS certificates for the hosts that were named and no others."""
