"""Letters in the window: the menu « Impressions », the exact preview, versions, the editor, printers (D-35…D-37, X-10…X-12)."""
