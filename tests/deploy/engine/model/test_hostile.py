"""A damaged or hostile file costs little, touches nothing, and ends in one clean refusal."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from deploy.engine.model.process import ModelError
from deploy.engine.model.read import read_form, read_processes
from tests.deploy.engine.model.diagrams import JOB, diagram, line, node, refusals

_ROOT = Path(__file__).parents[4]
_REAL = (_ROOT / "tests/generator/rules/pencabutan/expected.bpmn").read_bytes()
_SECRET = "isi-yang-rahasia"
_ATTRIBUTES = ["id", "sourceRef", "targetRef", "attachedToRef", "messageRef", "type", "source", "target", "default"]


def _with_doctype(declarations: str, name: str) -> bytes:
    body = diagram(line(node("serviceTask", JOB, name=name))).split(b"\n", 1)[1]
    return f'<?xml version="1.0"?>\n<!DOCTYPE definitions [{declarations}]>\n'.encode() + body


@pytest.mark.parametrize("place", ["&e;", "text"])
def test_a_file_of_the_machine_is_never_read(tmp_path: Path, place: str) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text(_SECRET, encoding="utf-8")
    found = refusals(_with_doctype(f'<!ENTITY e SYSTEM "{secret.as_uri()}">', place))
    assert len(found) == 1
    assert _SECRET not in str(found[0])


def test_an_entity_bomb_is_refused_before_it_grows() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(10)
    )
    assert len(refusals(_with_doctype(entities, "&k;"))) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.dtd", "x.dtd", "file:///nowhere/x.dtd"])
def test_a_declaration_that_fetches_is_refused_without_fetching(address: str) -> None:
    """Had the parser tried to load it, it would have failed there and refused the file as unreadable."""
    content = f'<!DOCTYPE definitions SYSTEM "{address}">'.encode() + diagram(line()).split(b"\n", 1)[1]
    (refusal,) = refusals(content)
    assert "document type declaration" in refusal.reason


def test_depth_is_bounded() -> None:
    content = diagram("<subProcess>" * 5000 + "</subProcess>" * 5000)
    (refusal,) = refusals(content)
    assert "not readable XML" in refusal.reason


@pytest.mark.parametrize(
    "text", ["(" * 30_000, "[" * 5000 + "]" * 5000, "-" * 30_000 + "1", "if a then b else " * 1500]
)
def test_an_expression_that_is_nested_without_end_is_refused(text: str) -> None:
    (refusal,) = refusals(diagram(line(node("serviceTask", f'<zeebe:taskDefinition type="={text}" />'))))
    assert "(the job type)" in refusal.reason
    assert len(str(refusal)) < 500


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = diagram(line(node("serviceTask", JOB, name="Kepala Biro é"))).decode()
    declared = text.replace("UTF-8", encoding.removesuffix("-sig"), 1)
    (read,) = read_processes("x.bpmn", declared.encode(encoding))
    assert read.elements["X"].name == "Kepala Biro é"


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"\xff\xfe", b"<" * 1000, bytes(range(256)), b"PK\x03\x04zip"])
def test_what_is_no_xml_is_one_refusal(content: bytes) -> None:
    assert len(refusals(content)) == 1


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), cuts=st.integers(1, 12))
def test_a_damaged_diagram_is_read_or_refused_and_nothing_else(seed: int, cuts: int) -> None:
    """Pieces of a real diagram are left out, doubled or swapped; only `ModelError` may come of it."""
    rng = random.Random(seed)
    pieces = _REAL.split(b">")
    for _ in range(cuts):
        index = rng.randrange(len(pieces))
        change = rng.randrange(4)
        if change == 0:
            del pieces[index]
        elif change == 1:
            pieces.insert(index, pieces[index])
        elif change == 2:
            other = rng.randrange(len(pieces))
            pieces[index], pieces[other] = pieces[other], pieces[index]
        else:
            pieces[index] = pieces[index].replace(b'="', b'="=', 1)
    refusals(b">".join(pieces))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), changes=st.integers(1, 25))
def test_a_diagram_whose_parts_changed_places_is_read_or_refused_and_nothing_else(seed: int, changes: int) -> None:
    """The XML stays well formed, so what is behind the parser has to cope with any tree of the elements it knows."""
    rng = random.Random(seed)
    root = etree.fromstring(_REAL)
    for _ in range(changes):
        nodes = list(root.iter(etree.Element))
        one, other = rng.choice(nodes), rng.choice(nodes)
        change = rng.randrange(6)
        parent = one.getparent()
        if change == 0 and parent is not None:
            parent.remove(one)
        elif change == 1 and one not in other.iterancestors() and one is not other and one is not root:
            other.insert(rng.randrange(len(other) + 1), one)
        elif change == 2 and len(nodes) < 5000:
            other.append(deepcopy(one))
        elif change == 3:
            one.tag, other.tag = other.tag, one.tag
        elif one.attrib:
            name = rng.choice(list(one.attrib))
            value = str(one.attrib.pop(name))
            if change == 4:
                one.set(rng.choice(_ATTRIBUTES), value)
            elif other.attrib:
                one.set(name, str(rng.choice(list(other.attrib.values()))))
    found = refusals(etree.tostring(root))
    assert len(set(found)) == len(found)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_a_form_is_read_or_refused_and_nothing_else(content: bytes) -> None:
    with suppress(ModelError):
        read_form("x.form", content)


def test_the_package_needs_nothing_heavy() -> None:
    """Its modules import each other, FEEL, lxml and the standard library; so it starts fast."""
    allowed = {"deploy", "generator", "lxml", *sys.stdlib_module_names}
    for path in (_ROOT / "deploy/engine/model").glob("*.py"):
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(statement, ast.ImportFrom) and statement.module:
                names = [statement.module]
            elif isinstance(statement, ast.Import):
                names = [alias.name for alias in statement.names]
            else:
                continue
            for name in names:
                assert name.split(".")[0] in allowed, path.name
                assert not name.startswith("deploy") or name.startswith("deploy.engine.model"), path.name
                assert not name.startswith("generator") or name.startswith("generator.feel"), path.name


def test_reading_forgets_nothing_between_files() -> None:
    """A process of its own reads the same file to the same refusals: nothing depends on what was read before."""
    script = (
        "import sys; from tests.deploy.engine.model.diagrams import refusals; "
        "print(*refusals(sys.stdin.buffer.read()), sep='\\n')"
    )
    content = diagram(line(node("serviceTask"), node("userTask", identity="Y"), node("transaction", identity="Z")))
    refusals(_REAL)
    done = subprocess.run(
        [sys.executable, "-c", script], input=content, capture_output=True, check=True, timeout=120, cwd=_ROOT
    )
    assert done.stdout.decode().splitlines() == [str(each) for each in refusals(content)]
