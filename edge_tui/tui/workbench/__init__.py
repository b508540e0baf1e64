"""The workbench: edit an event, send it, read the response."""
