"""Abuse with real processes: each scenario is a module that can be run alone and says what was lost or let through."""
