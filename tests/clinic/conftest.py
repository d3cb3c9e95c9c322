"""The same practice as for plans."""

from tests.plans.conftest import practice

__all__ = ["practice"]
