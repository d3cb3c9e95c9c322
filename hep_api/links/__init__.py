"""Looks whether links answer, and lets nobody use that to reach what is not public."""

from hep_api.links.looking import HttpLinkChecker

__all__ = ["HttpLinkChecker"]
