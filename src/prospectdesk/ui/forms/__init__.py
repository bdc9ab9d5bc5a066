"""Forms generated from /ui by the build hook: never edited, never committed."""
