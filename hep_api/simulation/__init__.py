"""Rehearses a protocol: invented patients with a known hidden state, treated by the real engine."""
