"""SOPs at the edges: each becomes a sound process or is refused for its reason, never a traceback or half of it."""

from __future__ import annotations

import pytest

from generator.layout import lay_out
from generator.pipeline import compile_sop
from generator.process.build import BuildError
from generator.sop_yaml import SopFileError, parse_sop
from tests.generator.layout_metrics import measure
from tests.generator.odd_sops import OddSop, odd_sops


@pytest.mark.parametrize("odd", odd_sops(), ids=lambda odd: odd.name)
def test_it_compiles_or_is_refused_for_its_reason(odd: OddSop) -> None:
    if odd.found == ["SopFileError"]:
        with pytest.raises(SopFileError) as failure:
            parse_sop(odd.text)
        assert all(p.line and p.message and p.remedy for p in failure.value.problems)
        return
    sop = parse_sop(odd.text)
    if odd.found == ["BuildError"]:
        with pytest.raises(BuildError, match=sop.slug):
            compile_sop(sop)
        return
    compiled = compile_sop(sop)
    assert sorted({p.kode for p in compiled.problems}) == odd.found
    assert all(p.remedy for p in compiled.problems)
    if not odd.found:
        assert measure(lay_out(compiled.graph)).faults == []


def test_names_are_questions_answers_and_short() -> None:
    for odd in odd_sops():
        if odd.found:
            continue
        for node, scope in compile_sop(parse_sop(odd.text)).graph.walk():
            ways = [f for f in scope.flows if f.source == node.id]
            if node.kind == "exclusiveGateway" and len(ways) > 1:
                assert node.name.endswith("?"), node
                assert all(0 < len(f.name) <= 60 and f.name[0].isupper() for f in ways), ways
            assert len(node.name) <= 60, node
            assert node.name[:1] == node.name[:1].upper(), node
