"""What is done in core: one function a business action. Nothing else writes its tables."""
