"""Tables that only grow: a migration operation that makes the database itself refuse UPDATE and DELETE.

SQLite drops a table's triggers when a migration rebuilds the table: put `AppendOnly` again after such a migration. A
test holds every table listed here to it.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TABLES = (
    "core_event",
    "core_eventsubject",
    "core_calendarproposal",
    "core_calendarversion",
    "core_deadline",
    "enterprises_statement",
    "policies_acknowledgement",
    "policies_review",
    "policies_revision",
    "policies_turn",
)

POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
)


class AppendOnly(Operation):
    """Put the triggers on `table`; backwards takes them off."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=self.table), params=None)
            return
        for verb in ("UPDATE", "DELETE"):
            words = f"{self.table} is append-only"
            schema_editor.execute(SQLITE.format(table=self.table, verb=verb, words=words), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.table}_append_only ON {self.table}", params=None)
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_no_{verb}", params=None)

    def describe(self) -> str:
        return f"Refuse changes of rows in {self.table}"
