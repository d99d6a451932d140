"""Files: one's own, and the one way out for any."""
