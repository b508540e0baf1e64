"""Files on this machine: profiles, secrets, templates, visitors, drafts and history."""
