"""Devices: where a push can reach whoever asks."""
