"""The list of prospects: views, criteria, table, peek pane, creation of a sheet."""
