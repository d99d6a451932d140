"""Facts of firms: how they are told, which statement counts, and what the rules engine is given."""
