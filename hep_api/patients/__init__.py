"""A therapist's patients: the work-list, who they are, and their invites."""
