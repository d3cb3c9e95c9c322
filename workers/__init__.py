"""The work that nobody waits for: planning, delivering and persisting, each by one small task."""
