"""Reminders and notices: planned, claimed, checked again, sent and settled."""
