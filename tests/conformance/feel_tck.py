"""Runs the FEEL part of the DMN TCK (github.com/dmn-tck/tck, Apache-2.0) and compares with the list of known failures.

    python -m tests.conformance.feel_tck DIR [-v] [FOLDER ...]

DIR is a checkout of the TCK; nothing of it is part of this repository.
"""

from __future__ import annotations

import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse as parse_xml

from generator.feel import FeelError
from generator.feel.relations import equal
from generator.feel.string_value import string_of
from generator.feel.temporal_text import read_date, read_date_time, read_duration, read_time
from tests.conformance.feel_known import differences, known_failures
from tests.conformance.feel_tck_model import Model, NotApplicable, child, children, tag

KNOWN = Path(__file__).with_name("feel_tck_known.yaml")
LEVELS = ("compliance-level-2", "compliance-level-3")
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TOLERANCE = Decimal("1e-8")


def read_value(element: Element) -> Any:
    """The value of an `expected`, `inputNode`, `component` or `item`."""
    if child(element, "list") is not None or tag(element) == "list":
        items = element if tag(element) == "list" else child(element, "list")
        return None if items is None or items.get(_NIL) == "true" else [read_value(e) for e in children(items, "item")]
    components = children(element, "component")
    if components:
        return {c.get("name", ""): None if c.get(_NIL) == "true" else read_value(c) for c in components}
    value = child(element, "value")
    if value is None or value.get(_NIL) == "true":
        return None
    text = value.text or ""
    match (value.get(_TYPE) or "xsd:string").rpartition(":")[2]:
        case "boolean":
            return text.strip() in ("true", "1")
        case "decimal" | "double" | "integer" | "int" | "long" | "float":
            return Decimal(text.strip())
        case "date":
            return read_date(text)
        case "time":
            return read_time(text)
        case "dateTime":
            return read_date_time(text)
        case "duration" | "dayTimeDuration" | "yearMonthDuration":
            return read_duration(text)
        case _:
            return text


def same(actual: Any, expected: Any) -> bool:
    """Whether the TCK would take the value; numbers may differ behind the eighth digit."""
    if isinstance(expected, Decimal) and isinstance(actual, int | Decimal) and not isinstance(actual, bool):
        size = max(abs(expected), Decimal(1))
        return abs(Decimal(actual) - expected) <= size * _TOLERANCE
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(same(a, e) for a, e in zip(actual, expected, strict=True))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
    return equal(actual, expected) is True


def _expected(node: Element) -> Any:
    expected = child(node, "expected")
    return None if expected is None else read_value(expected)


class Report:
    """What became of the cases."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.failed: dict[str, str] = {}
        self.excluded: dict[str, str] = {}
        self._models: dict[Path, Model] = {}

    def folder(self, path: Path) -> None:
        """Runs all tests of a folder."""
        for tests in sorted(path.glob("*.xml")):
            root = parse_xml(tests).getroot()
            if root is None or tag(root) != "testCases":
                continue
            name = child(root, "modelName")
            model_path = path / ((name.text or "").strip() if name is not None else "")
            for case in children(root, "testCase"):
                self._case(f"{path.name}/{tests.stem.rpartition('-test-')[2]}", model_path, case)

    def _model(self, path: Path) -> Model:
        if path not in self._models:
            self._models = {path: Model(path)}
        return self._models[path]

    def _case(self, prefix: str, path: Path, case: Element) -> None:
        key = f"{prefix}/{case.get('id')}"
        nodes = children(case, "resultNode")
        try:
            if case.get("type", "decision") != "decision":
                raise NotApplicable(str(case.get("type")))
            model = self._model(path)
            if model.imports:
                raise NotApplicable("import")
            inputs = {e.get("name", ""): read_value(e) for e in children(case, "inputNode")}
            for node in nodes:
                actual = model.decide(node.get("name", ""), inputs)
                wanted = _expected(node)
                if not same(actual, wanted):
                    self.failed[key] = f"{string_of(actual)!r} instead of {string_of(wanted)!r}"
                    return
        except NotApplicable as reason:
            self.excluded[key] = str(reason)
        except KeyError as error:
            self.excluded[key] = f"no decision {error}"
        except FeelError as error:
            if all(wanted is None for wanted in (_expected(node) for node in nodes)):
                # What is refused has no value, as the runners of the TCK take it.
                self.passed.add(key)
            else:
                self.failed[key] = str(error).replace("\n", " | ")
        else:
            self.passed.add(key)


def main(arguments: list[str]) -> int:
    """Prints counts per folder; 1 when something is not as listed."""
    verbose = "-v" in arguments
    root, *only = [argument for argument in arguments if argument != "-v"]
    report = Report()
    for level in LEVELS:
        for folder in sorted((Path(root) / "TestCases" / level).iterdir()):
            if folder.is_dir() and (not only or any(folder.name.startswith(name) for name in only)):
                before = len(report.passed), len(report.failed), len(report.excluded)
                report.folder(folder)
                passed, failed, excluded = (
                    now - then
                    for now, then in zip(
                        (len(report.passed), len(report.failed), len(report.excluded)), before, strict=True
                    )
                )
                print(f"{folder.name:45} {passed:4} passed {failed:4} failed {excluded:4} excluded")
    applicable = len(report.passed) + len(report.failed)
    share = 100 * len(report.passed) / max(1, applicable)
    print(f"{len(report.passed)} of {applicable} applicable ({share:.1f} %), {len(report.excluded)} excluded:")
    for reason, count in Counter(report.excluded.values()).most_common():
        print(f"  {count:5} {reason}")
    if verbose:
        for key, why in report.failed.items():
            print(f"{key}: {why}")
    known = known_failures(KNOWN)
    if only:
        known = {case: reason for case, reason in known.items() if case.startswith(tuple(only))}
    problems = differences(report.failed, report.passed, known)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
