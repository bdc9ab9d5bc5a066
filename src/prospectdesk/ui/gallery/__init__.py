"""A hidden page that shows every widget of the kit."""
