"""Pages for those who run the house, and for their machines."""
