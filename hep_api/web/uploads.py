"""Uploads: bodies larger than others, and the files in them."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import request
from flask_smorest.fields import Upload
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

P = ParamSpec("P")
R = TypeVar("R")


def reads_up_to(most_bytes: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view read a larger body than others. Stands under its audience, so that nobody else is read from."""

    def widen(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def wide(*args: P.args, **kwargs: P.kwargs) -> R:
            request.max_content_length = most_bytes
            return view(*args, **kwargs)

        return wide

    return widen


class File(Upload):
    """A file of a multipart body, read as bytes; what the client calls it is not looked at."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> bytes:
        del attr, data
        if not isinstance(value, FileStorage):
            raise ValidationError("Not a file: send it as a part with a filename.")
        return value.stream.read()
