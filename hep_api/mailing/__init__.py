"""E-mails to staff and to those who are invited: what is owed is sent, once or not at all."""
