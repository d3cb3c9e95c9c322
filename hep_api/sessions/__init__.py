"""What the phone reports, one fact a request: sessions, check-ins, symptom screens, measurements and pauses."""
