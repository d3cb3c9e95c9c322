"""The perfect patient: whether and how soon a protocol lets somebody out of each phase who does everything right."""

from hep_api.catalogue.walking.ground import Ground, ground_of
from hep_api.catalogue.walking.reaching import reach, sentence
from hep_api.catalogue.walking.values import PhaseReach, PhaseWalk
from hep_api.catalogue.walking.walk import walk

__all__ = ["Ground", "PhaseReach", "PhaseWalk", "ground_of", "reach", "sentence", "walk"]
