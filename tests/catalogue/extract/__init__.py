"""The clinical documents as one machine-readable file, and the comparison of our content with it."""
