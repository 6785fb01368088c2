"""What the exit status of `alur` means; scripts and CI may rely on these numbers."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of the `alur` command."""

    OK = 0
    """The command did what was asked and found nothing wrong."""
    FINDING = 1
    """A check failed: unsettled findings, stale generated files, a model that does not deploy."""
    USAGE = 2
    """The command was called wrongly, or a file that the user wrote cannot be used."""
    ENGINE_DOWN = 3
    """The engine is not running, or only a part of it."""
    ENVIRONMENT = 4
    """The machine is not ready: a taken port, a failed download, no disk space, a process that died."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C."""


DOCUMENTATION = (
    "Exit status: 0 done; 1 a check found something; 2 wrong usage or input; 3 the engine is not (wholly) running; "
    "4 the machine is not ready (port, download, disk, dead process); 130 interrupted."
)
