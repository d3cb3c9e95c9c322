"""Media: pictures and films that a clinic adds to exercises."""
