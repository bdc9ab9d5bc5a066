"""The first schema: everything, from its frozen SQL file."""

from __future__ import annotations

from alembic import op

from prospectdesk.store.migrations import frozen

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table, index and trigger but Alembic's own."""
    for statement in frozen.statements(1):
        if "alembic_version" not in statement:
            op.get_bind().exec_driver_sql(statement)
