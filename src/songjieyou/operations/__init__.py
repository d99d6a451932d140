"""Running the house: `./sjy up`, `manage`, `backup` and `restore`."""
