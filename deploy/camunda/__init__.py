"""Clients of Camunda's HTTP interfaces; what differs between versions stays in here."""

from deploy.camunda.operate import Operate
from deploy.camunda.tasklist import Task, Tasklist
from deploy.camunda.zeebe import Deployment, Zeebe

__all__ = ["Deployment", "Operate", "Task", "Tasklist", "Zeebe"]
