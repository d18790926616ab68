"""What is told where something is gone that was there: it must come back before anything is written."""


class LossError(Exception):
    """Nothing was done. `words`: the name of what to say of it, and what to do."""

    words = "our-fault"
