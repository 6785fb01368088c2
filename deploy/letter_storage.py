"""The workers' storage as commands open it, and their refusals as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.worker_settings import worker_settings

if TYPE_CHECKING:
    from workers.storage import Access, Storage

Result = TypeVar("Result")


@contextmanager
def storage_for(access: Access) -> Iterator[Storage]:
    """The workers' storage, opened for a command. Raises AlurError."""
    from workers.storage import Storage, StorageError

    settings = worker_settings()
    try:
        storage = Storage.open(settings.storage.url, letters=settings.files.letters, access=access)
    except StorageError as error:
        raise AlurError(str(error), "Start the workers once with `alur work`.", Exit.USAGE) from error
    with storage:
        yield storage


def change(action: Callable[[], Result]) -> Result:
    """Run a change of the register; its refusals are sentences already."""
    from workers.storage import StorageError

    try:
        return action()
    except StorageError as error:
        remedy = "Run the command again." if error.retryable else "Nothing was changed."
        raise AlurError(str(error), remedy, Exit.ENVIRONMENT if error.retryable else Exit.USAGE) from error
    except ValueError as error:
        raise AlurError(f"{error}.", "Nothing was changed.", Exit.USAGE) from error


def no_directory(office: str, receiver: str) -> Any:
    """For an outbox that only looks."""
    raise LookupError(f"{office}/{receiver}: this command sends nothing itself")


def now() -> dt.datetime:
    """The wall clock, for when something was recorded."""
    return dt.datetime.now(dt.UTC)
