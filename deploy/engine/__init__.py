"""The process engine: an embedded Camunda 8.6 started here, or a cluster that somebody else runs."""

from deploy.engine.engine import Addresses, Engine
from deploy.engine.settings import HOST, LOGIN, EngineSettings, Heaps, Ports

__all__ = ["HOST", "LOGIN", "Addresses", "Engine", "EngineSettings", "Heaps", "Ports"]
