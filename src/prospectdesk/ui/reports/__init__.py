"""The dashboard, the reports and the bonus list (mock-up 12, D-30)."""
