"""What the engine keeps on disk: the events in order (the truth), snapshots that shorten recovery, the search database.

One directory, one process. `journal.db` holds every step ever acknowledged; `snapshot.db` and `search.db` follow from
it and may be deleted while the engine is stopped.
"""
