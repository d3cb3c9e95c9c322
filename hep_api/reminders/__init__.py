"""Reminders: when a patient wants to hear from us."""
