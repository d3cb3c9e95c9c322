"""Case files that a clinician writes and disputes: what happens, and what the engine is expected to decide."""

from hep_api.catalogue.cases.playing import Played, play
from hep_api.catalogue.cases.reading import CaseFile, find_files, read_cases
from hep_api.catalogue.cases.values import Case, Difference

__all__ = ["Case", "CaseFile", "Difference", "Played", "find_files", "play", "read_cases"]
