"""The controllers of the workbench, tested without a screen."""
