"""Backup: what cannot be made anew, kept in a second place by its content, and brought back from there."""
