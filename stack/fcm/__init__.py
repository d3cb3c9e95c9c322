"""A stand-in for Firebase Cloud Messaging on this machine: the real SDK talks to it, tests and the demo watch it."""
