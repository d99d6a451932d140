"""Files that people give: what is taken, how it is examined, where it is stored. Nothing but the store is reached by
address, and `core.domain.files` is the only way in.
"""
