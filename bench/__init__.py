"""Measurements against a limit or a peer in the same run; never part of the test suite."""
