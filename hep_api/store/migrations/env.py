"""How Alembic runs here: always on a connection that the product opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from hep_api.store.models import Row
from hep_api.store.types import UtcDateTime


def render_item(kind: str, item: Any, draft: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types, so that they outlive the code that made them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        draft.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_item=render_item,
    render_as_batch=connection.dialect.name == "sqlite" and context.config.attributes.get("batch", False),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
