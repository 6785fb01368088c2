# ruff: noqa: N818 - the names say what happened, all are errors
"""What can go wrong with storage, told for people; `retryable` says whether trying again may help."""


class StorageError(Exception):
    """The storage cannot do what was asked. Messages hold no names, NIP or letter text."""

    retryable = False


class StorageUnavailable(StorageError):
    """The database does not answer, or is busy; the same call may succeed later. Nothing was half done."""

    retryable = True


class StorageConflict(StorageError):
    """A constraint of the database refused the change."""


class StorageLocked(StorageError):
    """Another process is the one writer of this SQLite file."""


class SchemaMismatch(StorageError):
    """The database was made by a newer Alur, or its migrations are not the ones of this release."""


class LetterNotFound(StorageError):
    """No such letter."""


class LetterConflict(StorageError):
    """The same key names two different things, such as a case of an engine whose state was deleted."""


class LetterStateError(StorageError):
    """The letter's status does not allow the step."""


class LetterLocked(LetterStateError):
    """The text is locked since the signature."""


class ArchiveDamaged(StorageError):
    """The file of an archived letter is missing or not what was archived."""


class AnswerConflict(StorageError):
    """A sender used one message id for two different messages."""
