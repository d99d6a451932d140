"""Who gets what: every address, asked by everyone about every object, against a table written by hand.

`expected.txt` is the table and says how it is read; `people.py` makes those who ask, `things.py` what they ask about.
A new address needs its lines in the table; a new kind of object its line in `things.py`; a new table of the database
its canaries in `world.py` and its line in `scopes.py`. `guards.py` takes the guards of the house away one by one and
counts those that nobody misses.
"""
