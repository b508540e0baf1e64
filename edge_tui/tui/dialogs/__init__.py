"""Dialogs for every feature: questions, prompts, forms and lists."""
