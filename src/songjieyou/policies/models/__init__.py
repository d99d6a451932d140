"""Tables of 送."""
