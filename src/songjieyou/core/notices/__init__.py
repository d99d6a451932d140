"""Notices: who is told of which event in what words (kinds), the inbox, and messages outside the house."""
