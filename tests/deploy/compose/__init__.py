"""deploy/compose.yaml, the container file, the chart and the secrets that they need."""
