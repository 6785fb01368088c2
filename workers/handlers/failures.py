"""What the domain's errors mean for a job: wait for an outage, wait for a person, or an error of the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import jinja2

from workers.contract import ERROR_DATA_MISSING
from workers.drafting import DraftDataMissing, LetterPressError, LetterTemplateError, LetterTooLargeError
from workers.numbering import FormatError
from workers.runtime.failures import NeedsPerson, Outage, ProcessError, RetryLater
from workers.storage import StorageError
from workers.working_time import CalendarDataMissing

_REQUEST = "permohonan."


@contextmanager
def as_job_failures() -> Iterator[None]:
    """Turn the domain's errors into job failures. What is not foreseen here passes as it is."""
    try:
        yield
    except DraftDataMissing as error:
        raise _missing(error.fields) from error
    except CalendarDataMissing as error:
        raise NeedsPerson(
            f"{str(error).rstrip('.')}.", "Add the year's calendar to the office, start the workers again, then retry."
        ) from error
    except LetterTemplateError as error:
        # The text of some causes quotes the values that the template choked on.
        safe = error.__cause__ is None or isinstance(
            error.__cause__, jinja2.TemplateSyntaxError | jinja2.UndefinedError
        )
        text = str(error) if safe else str(error).split(":", 1)[0]
        raise NeedsPerson(f"{text}.", "Correct the office's template, then retry the incident.") from error
    except LetterPressError as error:
        raise RetryLater(
            f"The letter was not made: {error}.", "If it happens again, look for what the office's template does."
        ) from error
    except LetterTooLargeError as error:
        raise NeedsPerson(f"{error}.", "Shorten the values in the case, then retry the incident.") from error
    except FormatError as error:
        raise NeedsPerson(
            f"{error}.", "Correct the register in the office file and start the workers again."
        ) from error
    except StorageError as error:
        if error.retryable:
            raise Outage(str(error)) from error
        raise NeedsPerson(str(error), "Settle it with `alur letters`, then retry the incident.") from error


def _missing(fields: tuple[str, ...]) -> ProcessError | NeedsPerson:
    """A person can add what belongs to the request; what is missing elsewhere is a fault of the template."""
    names = [field.removeprefix(_REQUEST) for field in fields if field.startswith(_REQUEST)]
    if len(names) < len(fields):
        others = ", ".join(field for field in fields if not field.startswith(_REQUEST))
        return NeedsPerson(
            f"The letter needs data that the case cannot get from a form: {others}.",
            "Correct the office's template, then retry the incident.",
        )
    missing = [{"nama": name, "nilai": ""} for name in names]
    return ProcessError(ERROR_DATA_MISSING, f"Data surat kurang: {', '.join(fields)}.", {"dataKurang": missing})
