"""Pages about one firm."""
