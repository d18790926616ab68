"""How fast it is, and against whom: run by `cop bench`, never by the tests, for a clock decides nothing there."""
