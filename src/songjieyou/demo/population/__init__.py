"""The firms of the demo that nobody wrote by hand: invented by chance, the same ones each time."""
