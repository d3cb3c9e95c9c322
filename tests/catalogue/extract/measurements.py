"""The tests and confirmations that gates may name, from the tables of MEASUREMENTS B.1 and B.2."""

from tests.catalogue.extract.documents import Json, rows, section

SIDES = {"worse side": "worse", "both (LSI)": "lsi", "involved minus uninvolved": "involved", "-": "none"}
BETTER = {"-": "none", "centralised or unchanged": "lower"}
"""Where the content has a word of its own; symptom direction is a scale from 0 (centralised) to 2."""


def measurements(page: str) -> Json:
    """Slug -> sides, which way is progress, and who records it."""
    return {
        cells[0]: {
            "sides": SIDES.get(cells[3], cells[3]),
            "better": BETTER.get(cells[4], cells[4]),
            "recorded_by": recorder(cells[5]),
        }
        for cells in rows(section(page, "## B.1 Measurements"))
    }


def recorder(cell: str) -> str:
    """Who may enter it; what is derived is no patient's to enter, a patient's `no` about gait is asked elsewhere."""
    plain = cell.partition("(")[0] if "may only" in cell else cell
    if "supervised" in plain or "after sign-off" in plain:
        return "supervised"
    patient, clinician = "patient" in plain, "clinician" in plain
    if "beside the patient" in plain or not (patient or clinician):
        return "clinician"
    return "either" if (patient and clinician) or "home" in plain else "patient" if patient else "clinician"


def confirmations(page: str) -> list[str]:
    """The slugs of what a clinician ticks."""
    return [cells[0] for cells in rows(section(page, "## B.2 Confirmations"))]
