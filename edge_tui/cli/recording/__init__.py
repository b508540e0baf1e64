"""Recordings of visits on the command line."""
