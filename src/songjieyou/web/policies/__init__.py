"""The policy library, read by everybody and kept by the editors of the park; and how a park writes its own."""
