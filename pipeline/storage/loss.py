"""What is told where something is gone that was there: it must come back before anything is written."""


class LossError(Exception):
    """Nothing was done. `words`: the name of what to say of it, and what to do."""

    words = "our-fault"
    why = "failing"
    """What is said of it to those who send files: as of a disk that fails, nothing can be kept."""
