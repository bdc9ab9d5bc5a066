"""What screens share: desk, feed, history, theme, icons, questions, errors, tables and small widgets."""
