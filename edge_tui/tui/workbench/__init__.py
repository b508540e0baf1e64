"""The workbench in layers, each standing on the one before: state, panes, drafts, profiles, sending, history."""
