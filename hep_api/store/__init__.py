"""The only package that speaks SQLAlchemy: one file an aggregate, every function under a Scope."""
