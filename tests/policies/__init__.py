"""The policy library without its screens."""
