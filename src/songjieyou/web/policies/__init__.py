"""The policy library: read by everybody, its columns kept by the editors of the park."""
