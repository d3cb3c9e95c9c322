"""E-mails to staff: what is owed is sent, once or not at all."""
