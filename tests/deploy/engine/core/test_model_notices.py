"""The model-based test is worth something: an engine that is broken in one place no longer does what it should."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from deploy.engine.core import calls, clockwork, flow, incidents, lifecycle, loops, mappings, step, throwing
from deploy.engine.core.entities import ElementInstance
from tests.deploy.engine.core.test_model_based import run
from tests.thoroughness import THOROUGH

SEEDS = 400

Patch = Callable[[pytest.MonkeyPatch], None]


def _swap(module: Any, name: str, other: Any) -> Patch:
    return lambda patch: patch.setattr(module, name, other)


def _first_of_all(process: Any, ids: list[str], type_: Any, code: str) -> Any:
    found = [process.elements[id_] for id_ in ids]
    found = [e for e in found if e.event.type is type_ and (e.event.code is None or e.event.code.text == code)]
    return found[0] if found else None


def _to_the_case(self: step.Step, key: int, variables: Any) -> None:
    self.set_local(self.case(key).elements[key].instance, variables)


def _any_token(_work: Any, scope: ElementInstance, gateway: str) -> list[str]:
    return list((scope.joins or {}).get(gateway) or ())


def _kept_joins(work: Any, scope: ElementInstance, but: int = 0) -> None:
    for child in list(scope.children or ()):
        if child != but:
            lifecycle.terminate(work, child)


def _empty_handed(work: Any, key: int, _variables: Any) -> None:
    lifecycle.complete(work, key)


BROKEN: dict[str, Patch] = {
    "results of iterations leave them": _swap(loops, "_own_variable", lambda _: None),
    "output mappings of iterations pass them by": _swap(mappings, "outlet", lambda instance: instance.scope),
    "a scope is interrupted twice": _swap(throwing, "_is_interrupted", lambda *_: False),
    "every code before the very code": _swap(throwing, "_matching", _first_of_all),
    "all variables go to the case": _swap(step.Step, "merge", _to_the_case),
    "joins wait for nobody": _swap(flow, "tokens_to_join", _any_token),
    "inclusive joins wait for nobody": _swap(flow, "_reaches", lambda *_: False),
    "cycles fire once": _swap(clockwork, "_again", lambda *_: None),
    "completion conditions are never true": _swap(loops, "collect", lambda *_: False),
    "resolving tries nothing again": _swap(incidents, "_try_again", lambda *_: None),
    "interrupted scopes keep waiting": _swap(lifecycle, "starts_within", lambda *_: frozenset()),
    "ending activities keep their subscriptions": _swap(lifecycle, "close_all", lambda *_: None),
    "called processes give nothing back": _swap(calls, "called_completed", _empty_handed),
    "interrupted scopes keep tokens at joins": _swap(lifecycle, "interrupt", _kept_joins),
    "tokens end with their own scope": _swap(step.Step, "was_cut", lambda *_: True),
}  # fmt: skip


@pytest.mark.parametrize("broken", list(BROKEN)[:: 1 if THOROUGH else 4])
def test_a_broken_engine_is_noticed(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in one rule of the engine shows within a few hundred random processes. [seen]"""
    BROKEN[broken](monkeypatch)
    for seed in range(SEEDS):
        try:
            run(random.Random(seed).randrange)
        except (AssertionError, LookupError, AttributeError, StopIteration, RecursionError):
            return
    pytest.fail(f"an engine in which {broken} does what the interpreter does")
