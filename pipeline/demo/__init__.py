"""Synthetic submissions for `cop demo`: a network's rounds of reporting, invented but realistic, always marked so."""

from pipeline.demo.submissions import DemoFile, write_submissions

__all__ = ["DemoFile", "write_submissions"]
