"""A fictional park, made through the domain functions only and entered by one click, in a database marked as a demo."""
