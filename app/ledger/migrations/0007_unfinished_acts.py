"""Acts of head office that are recorded and not carried out in its store yet."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

# event: key of the event that records the act.
_TABLE = "CREATE TABLE unfinished_act (event INTEGER PRIMARY KEY) STRICT"


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Adds a local table."""
    db.execute_sql(_TABLE)
