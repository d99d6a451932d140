"""The first page after signing in, for every role."""
