"""Compiles an SOP document into a laid-out, executable BPMN process for Camunda 8."""
