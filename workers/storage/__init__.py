"""Durable state of the workers: SQLite or PostgreSQL by URL, and the files of the final letters."""

from workers.storage.archive import Archive, ArchivedFile
from workers.storage.cases import Cases, Receipt
from workers.storage.deadlines import Breach, Deadline, Deadlines
from workers.storage.drafts import Drafts, DraftVersion
from workers.storage.errors import (
    AnswerConflict,
    ArchiveDamaged,
    LetterConflict,
    LetterLocked,
    LetterNotFound,
    LetterStateError,
    SchemaMismatch,
    StorageConflict,
    StorageError,
    StorageLocked,
    StorageUnavailable,
)
from workers.storage.inbox import Answer, AnswerEntry, AnswerStatus, Inbox
from workers.storage.letter_store import Letter, LetterDetail, LetterKey, Letters, Status
from workers.storage.store import Access, Storage

__all__ = [
    "Access",
    "Answer",
    "AnswerConflict",
    "AnswerEntry",
    "AnswerStatus",
    "Archive",
    "ArchiveDamaged",
    "ArchivedFile",
    "Breach",
    "Cases",
    "Deadline",
    "Deadlines",
    "DraftVersion",
    "Drafts",
    "Inbox",
    "Letter",
    "LetterConflict",
    "LetterDetail",
    "LetterKey",
    "LetterLocked",
    "LetterNotFound",
    "LetterStateError",
    "Letters",
    "Receipt",
    "SchemaMismatch",
    "Status",
    "Storage",
    "StorageConflict",
    "StorageError",
    "StorageLocked",
    "StorageUnavailable",
]
