"""What this system is, and a place to complain about it."""
