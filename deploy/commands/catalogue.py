"""Every command of `alur`: its name, where its function is, and what `alur --help` says of it.

The modules are imported only when their command is called, so that `alur --help` and the shell's completion answer at
once. A test holds the sentences here against the functions' own.
"""

from __future__ import annotations

from dataclasses import dataclass

START, SOP, CASES, ENGINE = "Start here", "SOP", "Cases and letters", "Engine"
"""Panels of `alur --help`, as a newcomer meets them."""


@dataclass(frozen=True)
class Entry:
    """One command, or a group of commands."""

    name: str
    module: str
    """Below `deploy.commands`."""
    function: str
    """A function, or for a group its `typer.Typer`."""
    panel: str
    help: str
    """The first sentence of the function's docstring."""


CATALOGUE: tuple[Entry, ...] = (
    Entry("demo", "demo", "demo", START, "Run the six SOPs end to end, with people played through the public API."),
    Entry(
        "up", "engine", "up", ENGINE, "Start the embedded engine on this machine; one that runs already is left alone."
    ),
    Entry(
        "down",
        "engine",
        "down",
        ENGINE,
        "Stop the engine and everything else that Alur runs in the background; its data stays.",
    ),
    Entry(
        "status",
        "engine",
        "status",
        ENGINE,
        "Show what runs, on which port and with how much memory, and calendars that end soon.",
    ),
    Entry(
        "doctor", "doctor", "doctor", ENGINE, "Check the connection to the engine step by step, and say how to mend it."
    ),
    Entry("secrets", "secrets", "secrets", ENGINE, "Make the passwords and keys of deploy/compose.yaml, once."),
    Entry(
        "assets",
        "assets",
        "assets",
        ENGINE,
        "Fetch the form and diagram viewers that the pages serve (3 MB; with no npm installed 60 MB more, once).",
    ),
    Entry("users", "users", "group", ENGINE, "The people who use the pages: accounts, groups, substitutes."),
    Entry(
        "read",
        "read",
        "read",
        SOP,
        "Read an SOP document: every row, who performs it, and what the owner has to settle.",
    ),
    Entry(
        "review",
        "review",
        "review",
        SOP,
        "Ask the open questions of an SOP and write the answers into sop.yaml, keeping its comments.",
    ),
    Entry(
        "template",
        "read",
        "template",
        SOP,
        "Write an empty SOP as .xlsx with guidance and drop-downs; filled in, it reads back without questions.",
    ),
    Entry(
        "compile",
        "compile",
        "compile_",
        SOP,
        "Compile sop.yaml into the BPMN diagram and the forms that lie beside it.",
    ),
    Entry(
        "check",
        "compile",
        "check",
        SOP,
        "Check SOPs before deployment: unsettled findings, soundness, office file, stale files. Exit 1 on any.",
    ),
    Entry("deploy", "cases", "deploy", CASES, "Deploy compiled SOPs and their forms."),
    Entry(
        "start",
        "cases",
        "start",
        CASES,
        "Start a case, as the start form does. A number that was used before is refused.",
    ),
    Entry(
        "work",
        "work",
        "work",
        CASES,
        "Run the workers that draft, number, archive and send letters, and the HTTP gateway.",
    ),
    Entry(
        "reply",
        "work",
        "reply",
        CASES,
        "Record an outside office's answer to a letter; the waiting case goes on with it.",
    ),
    Entry(
        "withdraw",
        "work",
        "withdraw",
        CASES,
        "End a case because its applicant withdraws; numbers of its letters are kept as cancelled.",
    ),
    Entry(
        "late",
        "late",
        "late",
        CASES,
        "Show what is late or will be today, what waits for a worker, dead messages, and answers that no case took.",
    ),
    Entry("letters", "letters", "group", CASES, "The letter register: look, book, enter, cancel, export."),
    Entry("purge", "purge", "purge", CASES, "Delete personal data of cases that ended long ago."),
)
