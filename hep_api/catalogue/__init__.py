"""The content a clinic works with: exercises, protocols, measurements, questions and words, read from YAML."""

from hep_api.catalogue.loader import load
from hep_api.catalogue.values import Catalogue

__all__ = ["Catalogue", "load"]
