"""Pages for those who serve firms."""
