"""The search database: tables derived from events, for everything that people and programs look up.

`Projection` is the way in. Nothing here is the truth: the file can be deleted and is made again from the journal.
"""

from deploy.engine.search.conditions import QueryError
from deploy.engine.search.projection import Projection
from deploy.engine.search.query import Found

__all__ = ["Found", "Projection", "QueryError"]
