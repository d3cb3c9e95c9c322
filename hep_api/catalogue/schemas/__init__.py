"""JSON Schemas of the YAML formats, made of the readers' own keys and words: editors complete and check by them."""

from hep_api.catalogue.schemas.exercises import exercises_schema
from hep_api.catalogue.schemas.protocol import protocol_schema

__all__ = ["exercises_schema", "protocol_schema"]
