"""The local store: connections, tables, unit of work, search, columns, backup, migrations."""
