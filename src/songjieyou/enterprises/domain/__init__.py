"""What is done with firms: one named function for each action."""
