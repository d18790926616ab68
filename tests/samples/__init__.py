"""Files that no honest sender makes, and a great many that one does: `python -m tests.samples` shows how each fares."""
