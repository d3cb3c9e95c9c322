"""Every store function that changes rows tells the audit trail, or says here why it need not."""

import ast
import inspect
import re
from collections.abc import Iterator

from tests.store.test_every_function_is_scoped import is_for_workers, store_modules

CHANGES = re.compile(r"session\(\)\.(add|delete)\(|\b(update|delete|insert|insert_into)\(|\.\w+_at = |setattr\(")
UNTOLD = {
    "audit": "the trail itself",
    "keys.add_key": "made with the row that it protects",
    "keys.destroy_patient_key": "told with the erasure that it is part of",
    "erasure._delete_of": "told with the erasure",
    "erasure._delete_below": "told with the erasure",
    "media.count_change": "a counter",
    "changes.announce": "the feed repeats what was told",
    "contents.store_content": "global by hash; the plan that it is stored for is told",
    "wordings.store_wording": "global by hash; the plan that it is stored for is told",
    "courses.save_course": "a snapshot of facts that were told",
    "decisions.supersede": "told with the decision that replaces it",
    "devices._end_elsewhere": "told with the device that has the address now",
    "devices._retire_the_rest": "told with the device that took the place",
    "patients.take_sequence": "a counter",
    "caregivers.add_proxy": "told by whoever lets somebody act",
    "caregivers._end": "told by whoever ends it, or lets anew",
    "tokens.rotate": "the same sign-in, renewed",
    "tokens.note_activity": "a time of day",
    "staff.replace_password": "the same password under newer parameters",
    "entrance.note_try": "told by whoever refuses the try",
    "entrance.ask_for_reset": "nobody has looked yet whose it is",
    "second_factors.use_step": "told with what it opens",
    "second_factors._forget_codes": "told by those that call it",
    "emails": "told with their causes",
    "tokens._add_token": "told with the sign-in",
    "occurrences": "reminders and notices keep their own ledger: each row says how it ended and why",
    "upserts": "SQL expressions",
    "db": "the connection itself",
    "schema": "the shape of the database",
}
"""Modules or functions that change rows and tell nothing, each with its reason."""


def functions() -> Iterator[tuple[str, str]]:
    """Every function of the store, private ones too, as module.name and its source."""
    for module in store_modules():
        short = module.__name__.rpartition(".")[2]
        if short in UNTOLD or is_for_workers(module):
            continue
        source = inspect.getsource(module)
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and f"{short}.{node.name}" not in UNTOLD:
                yield f"{short}.{node.name}", ast.get_source_segment(source, node) or ""


def test_every_function_that_changes_rows_tells_the_trail() -> None:
    silent = [name for name, source in functions() if CHANGES.search(source) and "audit.append(" not in source]
    assert silent == []


def test_the_search_finds_writes_at_all() -> None:
    assert len([name for name, source in functions() if CHANGES.search(source)]) > 15
