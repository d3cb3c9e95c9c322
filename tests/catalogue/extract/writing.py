"""spec.json as text that a person can review: sorted, the same every time, short values on one line, no empty keys."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("spec.json")
WIDTH = 120


def written(value: Any) -> str:
    """The text of the file."""
    return _text(_kept(value), "") + "\n"


def load_spec() -> Any:
    """The extract as it is checked in."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def _kept(value: Any) -> Any:
    """A value without the keys that hold nothing."""
    if isinstance(value, dict):
        return {key: _kept(inner) for key, inner in value.items() if inner is not None}
    return [_kept(inner) for inner in value] if isinstance(value, list) else value


def _text(value: Any, indent: str) -> str:
    flat = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + len(flat) <= WIDTH - 20:
        return flat
    below = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_text(value[key], below)}" for key in sorted(value)]
        return f"{{\n{below}" + f",\n{below}".join(parts) + f"\n{indent}}}"
    return f"[\n{below}" + f",\n{below}".join(_text(inner, below) for inner in value) + f"\n{indent}]"
