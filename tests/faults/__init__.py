"""Faults at every step that touches the disk: which steps there are is found by watching, not written down."""
