"""Dialogs that every feature may open: questions, prompts, forms, lists."""
