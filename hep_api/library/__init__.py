"""The catalogue as people read it: exercises and protocols."""
