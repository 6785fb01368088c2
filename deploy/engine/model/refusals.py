"""Collects why a file cannot run, so that its owner sees everything at once, in the order of the diagram."""

from __future__ import annotations

from deploy.engine.model.expression import Expression, expression
from deploy.engine.model.parsing import Node
from deploy.engine.model.process import Refusal
from deploy.engine.model.rules import EXPRESSION_SYNTAX, LONG_EXPRESSION, LONG_EXPRESSIONS, Rule
from generator.feel import FeelSyntaxError

# Both keep a hostile file from holding up the engine for more than a few seconds.
_LONGEST_EXPRESSION = 32_000
_LONGEST_TOGETHER = 500_000


class Refusals:
    """What was found in one file."""

    def __init__(self, resource: str, root: Node) -> None:
        self._resource = resource
        self._root = root
        self._found: dict[Refusal, Node] = {}
        self._expressions: set[str] = set()
        self._length = 0

    def add(self, node: Node, rule: Rule, **values: object) -> None:
        """Refuses `node`, named by its own id or that of the nearest element around it."""
        refusal = Refusal(
            self._resource,
            element_id(node),
            rule.reason.format(**values) if values else rule.reason,
            rule.remedy.format(**values) if values else rule.remedy,
        )
        self._found.setdefault(refusal, node)

    def in_order(self) -> tuple[Refusal, ...]:
        """Everything that was refused, in document order."""
        if not self._found:
            return ()
        order = {node: index for index, node in enumerate(self._root.iter())}
        return tuple(sorted(self._found, key=lambda refusal: order[self._found[refusal]]))

    def compile(self, node: Node, what: str, text: str) -> Expression | None:
        """The expression or literal `text`; refused and None when it is not FEEL. `what` names its place."""
        if text.startswith("=") and not self._is_short(node, what, text):
            return None
        try:
            return expression(text)
        except FeelSyntaxError as error:
            # The text for FEEL begins behind the '=' of the first line.
            column = error.column + 1 if error.line == 1 else error.column
            problem = error.problem.rstrip(".")
            self.add(node, EXPRESSION_SYNTAX, what=what, problem=problem, line=error.line, column=column)
        except RecursionError:
            self.add(node, EXPRESSION_SYNTAX, what=what, problem="it is nested too deeply", line=1, column=1)
        return None

    def _is_short(self, node: Node, what: str, text: str) -> bool:
        if len(text) > _LONGEST_EXPRESSION:
            self.add(node, LONG_EXPRESSION, what=what, limit=f"{_LONGEST_EXPRESSION:,}")
            return False
        before = self._length
        if text not in self._expressions:
            self._expressions.add(text)
            self._length += len(text)
        if self._length > _LONGEST_TOGETHER:
            if before <= _LONGEST_TOGETHER:
                self.add(node, LONG_EXPRESSIONS, limit=f"{_LONGEST_TOGETHER:,}")
            return False
        return True


def element_id(node: Node) -> str:
    """The id by which people find a node in the diagram."""
    current: Node | None = node
    while current is not None:
        if identity := current.get("id"):
            return identity[:255]
        current = current.getparent()
    return ""
