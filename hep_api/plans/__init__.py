"""Plans: assigned and steered by therapists, followed by patients, explained to both."""
