"""Two courses of rehabilitation played over HTTP, as a therapist and their patients would, and checked."""
