"""The process engine as the rest of Alur uses it: one port, and one client of Camunda's public APIs behind it.

Jobs go by gRPC (`workers.jobs`), everything else by REST `/v2`; address and login of both come from the same settings.
"""

from deploy.camunda.connection import Connection, client_of, connect
from deploy.camunda.port import Case, Deployment, Element, EngineClient, Incident, State, Task, Topology

__all__ = [
    "Case",
    "Connection",
    "Deployment",
    "Element",
    "EngineClient",
    "Incident",
    "State",
    "Task",
    "Topology",
    "client_of",
    "connect",
]
