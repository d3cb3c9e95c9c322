"""The team of a clinic: who works there, in which role, and who cares for whom."""
