"""What is told where somebody else is at it for longer than we wait; doing it again later is safe."""


class BusyError(Exception):
    """Nothing is lost. `words`: the name of what to say of it."""

    words = "busy"
