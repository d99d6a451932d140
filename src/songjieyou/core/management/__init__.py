"""Commands of `./sjy manage`."""
