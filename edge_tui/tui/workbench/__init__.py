"""The workbench: write an event, send it, read the response."""
