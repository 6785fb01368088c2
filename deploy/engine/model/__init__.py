"""BPMN and forms as frozen, executable values."""
