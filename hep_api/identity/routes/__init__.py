"""The door, and what those inside may do about their own way in."""
