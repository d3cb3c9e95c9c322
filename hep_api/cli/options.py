"""What was typed after a command, read by a schema: every mistake is told at once."""

from collections.abc import Iterable, Mapping
from typing import Any

import click
from marshmallow import Schema, ValidationError

from hep_api.errors import FieldError


def read_options(schema: Schema, given: Mapping[str, Any], more: Iterable[FieldError] = ()) -> dict[str, Any]:
    """What the schema makes of the options; raises ClickException naming each of its mistakes and of `more`."""
    mistakes = list(more)
    loaded: dict[str, Any] = {}
    try:
        loaded = schema.load(given)
    except ValidationError as error:
        found = error.messages_dict
        mistakes += [FieldError(name, text) for name, texts in found.items() for text in texts]
    if mistakes:
        typed = list(given)
        mistakes.sort(key=lambda mistake: typed.index(mistake.path) if mistake.path in typed else -1)
        raise click.ClickException("\n".join(f"--{mistake.path}: {mistake.message}" for mistake in mistakes))
    return loaded
