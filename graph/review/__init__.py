"""审核 What persons decided about claims, records and flags, kept so that no later reading undoes it.

Invariant: a review is a fact, append-only; what the network shows is a function of what was read and of the
reviews that stand, whatever their order in time.
"""
