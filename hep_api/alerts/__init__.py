"""Alerts: what waits for a clinician, and what was done about it."""
