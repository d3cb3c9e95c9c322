"""docs/schemas: the JSON Schemas of exercises.yaml and of protocol files."""

from pathlib import Path

import orjson

from hep_api.catalogue import Catalogue
from hep_api.catalogue.schemas import exercises_schema, protocol_schema
from hep_api.catalogue.vocabulary import Known

DEFAULT = Path("docs/schemas")


def rendered(catalogue: Catalogue) -> dict[str, bytes]:
    """The files as they are kept in the repository, by name."""
    known = Known(catalogue.vocabulary, catalogue.exercises, catalogue.measurements, catalogue.confirmations)
    schemas = {
        "exercises.schema.json": exercises_schema(catalogue.vocabulary),
        "protocol.schema.json": protocol_schema(known),
    }
    return {
        name: orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        for name, schema in schemas.items()
    }
