"""What people may ask about what is kept of them: all of it, or its end; and how long a clinic keeps it."""
