"""Sending letters, reminders and breach notices: by e-mail and webhook, at least once, under one identity."""

from workers.notifying.messages import BreachNotice, LetterNotice, MessageKind, Notice, ReminderNotice
from workers.notifying.outbox import (
    Delivery,
    DeliveryFailed,
    DeliveryStatus,
    DueReport,
    Outbox,
    SendingPolicy,
    message_id,
)
from workers.notifying.receivers import Channel, Directory, Receiver, SmtpServer, Webhook

__all__ = [
    "BreachNotice",
    "Channel",
    "Delivery",
    "DeliveryFailed",
    "DeliveryStatus",
    "Directory",
    "DueReport",
    "LetterNotice",
    "MessageKind",
    "Notice",
    "Outbox",
    "Receiver",
    "ReminderNotice",
    "SendingPolicy",
    "SmtpServer",
    "Webhook",
    "message_id",
]
