"""Who is who: signing in, pairing a phone, renewing and ending a sign-in."""
