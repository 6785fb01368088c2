"""Which Camunda 8 this engine is compatible with, as clients ask for it."""

VERSION = "8.9.0"
"""What `Topology` and `/v2/topology` answer: the version of the public APIs that this engine speaks."""
