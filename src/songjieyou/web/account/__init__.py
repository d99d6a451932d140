"""Signing in and out, one's password and second factor."""
