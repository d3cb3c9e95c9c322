"""Catching up: a batch of facts up, everything that changed down."""
