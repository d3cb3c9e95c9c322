"""The schema of week tables."""

from hep_api.catalogue import schedules as reader
from hep_api.catalogue.schemas.shapes import SLUG, Schema, closed, interval, list_of, map_of, ref, whole


def schedule_definitions() -> dict[str, Schema]:
    """Definitions of `schedule` and its parts."""
    amount, rows, declared = whole(1, 600), list_of(ref("row"), least=1), ref("declared")
    table = closed(reader.TABLE_REQUIRED, reader.TABLE_OPTIONAL, {"rows": rows, "declared": declared})
    schedule = closed(
        reader.REQUIRED,
        reader.OPTIONAL,
        {
            "min_hours_between": whole(0, 336),
            "rows": rows,
            "tables": map_of(SLUG, table),
            "declared": declared,
        },
    )
    row = closed(
        reader.ROW_REQUIRED,
        reader.ROW_OPTIONAL,
        {
            "weeks": interval(1, 104),
            "sets": whole(1, 10),
            "sessions": whole(1, 14),
            "hold_seconds": whole(1, 120),
            **{key: {"anyOf": [amount, list_of(amount, least=1)]} for key in reader.AMOUNTS},
        },
    )
    return {
        "schedule": schedule | {"oneOf": [{"required": ["rows"]}, {"required": ["tables"]}]},
        "row": row | {"oneOf": [{"required": [name]} for name in reader.AMOUNTS]},
        "declared": closed((), reader.TOTALS, dict.fromkeys(reader.TOTALS, whole(1, 100_000))),
    }
