"""What reaches the log: our chosen fields, templates of others, places of exceptions, and no text of anybody's."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from workers.observe import configure_logging, event, quiet_loop

SECRET = "Siti Rahasiawati 198001012005012001"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logging("DEBUG", stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_its_fields(log: io.StringIO) -> None:
    event(logging.INFO, "job completed", type="beri-nomor-surat", job=5)
    [line] = lines(log)
    assert (line["event"], line["type"], line["job"], line["level"]) == ("job completed", "beri-nomor-surat", 5, "info")
    assert line["time"].endswith("Z")


def test_other_libraries_show_their_template_alone(log: io.StringIO) -> None:
    logging.getLogger("pyzeebe.worker").error("Failed to handle job %s", SECRET)
    logging.getLogger("some.library").warning(f"cannot parse {SECRET}")
    template, withheld = lines(log)
    assert template["event"] == "Failed to handle job %s"
    assert withheld["event"] == "message withheld"
    assert withheld["place"].startswith("test_logging:")
    assert SECRET not in log.getvalue()


def test_exceptions_show_type_and_places_alone(log: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("failed for %s", SECRET)
    [line] = lines(log)
    assert line["error"] == "ValueError"
    assert line["places"][-1].startswith("test_logging.py:")
    assert SECRET not in log.getvalue()


def test_a_task_that_nobody_waited_for_is_told_without_its_text(log: io.StringIO) -> None:
    async def scenario() -> None:
        asyncio.get_running_loop().set_exception_handler(quiet_loop)

        async def fails() -> None:
            raise ValueError(SECRET)

        task = asyncio.create_task(fails())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()
        await asyncio.sleep(0)

    asyncio.run(scenario())
    assert [line["error"] for line in lines(log) if line["event"] == "unhandled"] == ["ValueError"]
    assert SECRET not in log.getvalue()


def test_warnings_are_withheld(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"deprecated: {SECRET}", UserWarning, stacklevel=1)
    assert SECRET not in log.getvalue()
    assert lines(log)


def test_libraries_that_print_jobs_are_quiet_at_debug(log: io.StringIO) -> None:
    logging.getLogger("pyzeebe.grpc_internals").debug("Got job: %s from zeebe", SECRET)
    logging.getLogger("httpx").info("HTTP Request: %s", SECRET)
    assert log.getvalue() == ""
