"""Documents to print and hand over: plain values in, bytes out. Knows no database, no web and no rules."""
