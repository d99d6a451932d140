"""The policy library, and how a park writes policies of its own."""
