"""What differs between two contents, in clinical words: values in, keys and values of sentences out."""

from hep_api.catalogue.comparison.changes import Change
from hep_api.catalogue.comparison.contents import compare

__all__ = ["Change", "compare"]
