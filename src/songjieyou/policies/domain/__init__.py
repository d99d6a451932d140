"""What is done with policies: one named function for each action."""
