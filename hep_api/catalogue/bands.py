"""From which band of a programme on an exercise may be used [CORRECTIONS B4, B5, B6]."""

from hep_api.engine.protocol import Band, Exercise

ORDER = {Band.MOBILITY: 0, Band.ACTIVATION: 1, Band.STRENGTH: 2, Band.RETURN: 3}
"""An exercise may be used in its own band and every later one, mobility anywhere [CORRECTIONS B6]."""


def too_early(exercise: Exercise, band: Band) -> bool:
    """Whether a phase of this band comes before the exercise's own; impact belongs to band R alone."""
    earliest = min((ORDER[own] for own in exercise.bands), default=0)
    return earliest > ORDER[band] or (exercise.impact and band is not Band.RETURN)
