"""The Orchestration Cluster REST API /v2 of the embedded engine.

Written from its public description: routes, names of fields and which of them may be null are those of 8.9 and 8.10.
"""

from deploy.engine.rest_api.app import rest_app

__all__ = ["rest_app"]
