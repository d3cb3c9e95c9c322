"""The audit trail from outside: its heads anchored beyond the database, and what is wrong with it told."""
