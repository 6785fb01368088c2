"""DMN models of the TCK, as far as they are FEEL: every boxed expression becomes a syntax tree of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse as parse_xml

from generator.feel import compile_expression, parse
from generator.feel import syntax as s
from generator.feel.values import Function

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
_RESULT = " result "
"""The key of a boxed context's result, a name that no model has."""


class NotApplicable(Exception):  # noqa: N818
    """The case is about something that is not FEEL (decision tables, imports, services, Java)."""


def tag(element: Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, name: str) -> list[Element]:
    """The children with that tag."""
    return [child for child in element if tag(child) == name]


def child(element: Element, name: str) -> Element | None:
    """The first child with that tag."""
    return next(iter(children(element, name)), None)


def text_of(element: Element) -> str:
    """The FEEL text of a literal expression or test."""
    text = child(element, "text")
    if text is None or not (text.text or "").strip():
        raise NotApplicable("no text")
    return text.text or ""


class Model:
    """One DMN file."""

    def __init__(self, path: Path) -> None:
        root = parse_xml(path).getroot()
        assert root is not None
        self._root = root
        self._by_id = {e.get("id", ""): e for e in root.iter() if e.get("id")}
        self._types = {e.get("name", ""): e for e in children(root, "itemDefinition")}
        self.decisions = {e.get("name", ""): e for e in children(root, "decision")}
        self.imports = bool(children(root, "import"))
        self.services = {e.get("name", "") for e in children(root, "decisionService")}
        self._names = sorted({e.get("name", "") for e in root.iter() if e.get("name")})
        self._functions: dict[str, Function] = {}

    def decide(self, name: str, inputs: dict[str, Any]) -> Any:
        """The value of a decision."""
        return self._decide(self.decisions[name], inputs, {})

    def _decide(self, decision: Element, inputs: dict[str, Any], done: dict[str, Any]) -> Any:
        name = decision.get("name", "")
        if name not in done:
            scope = self._required(decision, inputs, done)
            boxed = next((e for e in decision if tag(e) in _BOXED), None)
            if boxed is None:
                raise NotApplicable("no decision logic")
            value = compile_expression(self._expression(boxed)).evaluate(scope, NOW)
            variable = child(decision, "variable")
            done[name] = value if variable is None else self.conformed(value, variable.get("typeRef"))
        return done[name]

    def _required(self, element: Element, inputs: dict[str, Any], done: dict[str, Any]) -> dict[str, Any]:
        scope: dict[str, Any] = {}
        for requirement in (*children(element, "informationRequirement"), *children(element, "knowledgeRequirement")):
            for target in requirement:
                needed = self._by_id.get(target.get("href", "").removeprefix("#"))
                if needed is None:
                    raise NotApplicable("import")
                name = needed.get("name", "")
                if tag(needed) == "inputData":
                    variable = child(needed, "variable")
                    type_ref = None if variable is None else variable.get("typeRef")
                    scope[name] = self.conformed(inputs.get(name), type_ref)
                elif tag(needed) == "decision":
                    scope[name] = self._decide(needed, inputs, done)
                elif tag(needed) == "businessKnowledgeModel":
                    scope[name] = self._knowledge(needed)
                else:
                    raise NotApplicable(tag(needed))
        return scope

    def _knowledge(self, element: Element) -> Function:
        name = element.get("name", "")
        if name not in self._functions:
            logic = child(element, "encapsulatedLogic")
            if logic is None:
                raise NotApplicable("no logic")
            scope: dict[str, Any] = {}
            made = compile_expression(self._function(logic)).evaluate(scope, NOW)
            self._functions[name] = made
            scope[name] = made
            try:
                scope.update(self._required(element, {}, {}))
            except NotApplicable:
                del self._functions[name]
                raise
        return self._functions[name]

    # --- types

    def conformed(self, value: Any, type_ref: str | None) -> Any:
        """The value as a variable of that type takes it: one of a list of one, a list of one, else null."""
        if type_ref is None or value is None:
            return value
        if self.conforms(value, type_ref):
            return value
        if isinstance(value, list) and len(value) == 1 and self.conforms(value[0], type_ref):
            return value[0]
        if not isinstance(value, list) and self.conforms([value], type_ref):
            return [value]
        return None

    def conforms(self, value: Any, type_ref: str) -> bool:
        """Whether the value is of a type of the model or of FEEL."""
        definition = self._types.get(type_ref)
        if value is None:
            return True
        if definition is None:
            kind = type_ref.rpartition(":")[2].removeprefix("feel.")
            if kind in ("Any", ""):
                return True
            test = compile_expression(s.InstanceOf(s.Name("v"), s.TypeName(_FEEL_TYPES.get(kind, kind))))
            return test.evaluate({"v": value}, NOW) is not False
        if definition.get("isCollection") == "true":
            return isinstance(value, list) and all(self._conforms_single(item, definition) for item in value)
        return self._conforms_single(value, definition)

    def _conforms_single(self, value: Any, definition: Element) -> bool:
        if value is None:
            return True
        components = children(definition, "itemComponent")
        if components:
            return isinstance(value, dict) and all(
                c.get("name") in value and self._conforms_component(value[c.get("name", "")], c) for c in components
            )
        if child(definition, "functionItem") is not None:
            return isinstance(value, Function)
        type_ref = child(definition, "typeRef")
        return type_ref is None or self.conforms(value, (type_ref.text or "").strip())

    def _conforms_component(self, value: Any, component: Element) -> bool:
        if value is None:
            return True
        if component.get("isCollection") == "true":
            return isinstance(value, list) and all(self._conforms_single(item, component) for item in value)
        return self._conforms_single(value, component)

    # --- expressions

    def _expression(self, element: Element) -> s.Expr:
        kind = tag(element)
        made = _BOXED.get(kind)
        if made is None:
            raise NotApplicable(kind)
        return made(self, element)

    def _only(self, element: Element) -> s.Expr:
        inner = next((e for e in element if tag(e) in _BOXED), None)
        return s.NullLiteral() if inner is None else self._expression(inner)

    def _part(self, element: Element, name: str) -> s.Expr:
        part = child(element, name)
        assert part is not None, name
        return self._only(part)

    def _literal(self, element: Element) -> s.Expr:
        made: s.Expr = self._typed(parse(text_of(element), self._names))
        return made

    def _typed(self, expr: Any) -> Any:
        """The tree with the types of the model in place of their names."""
        if isinstance(expr, s.FunctionDefinition) and expr.external:
            raise NotApplicable("a function in another language")
        if isinstance(expr, s.InstanceOf):
            return s.InstanceOf(self._typed(expr.value), self._resolved(expr.type))
        if isinstance(expr, tuple):
            return tuple(self._typed(part) for part in expr)
        if is_dataclass(expr) and not isinstance(expr, type):
            return replace(expr, **{f.name: self._typed(getattr(expr, f.name)) for f in fields(expr)})
        return expr

    def _resolved(self, type_: s.TypeName) -> s.TypeName:
        definition = self._types.get(type_.name)
        if definition is None:
            return replace(type_, arguments=tuple(self._resolved(argument) for argument in type_.arguments))
        return self._defined(definition)

    def _defined(self, definition: Element) -> s.TypeName:
        components = children(definition, "itemComponent")
        type_ref = child(definition, "typeRef")
        if components:
            keys = tuple(c.get("name", "") for c in components)
            single = s.TypeName("context", tuple(self._defined(c) for c in components), keys)
        elif child(definition, "functionItem") is not None:
            single = s.TypeName("function")
        else:
            name = "Any" if type_ref is None else (type_ref.text or "").strip()
            single = self._resolved(s.TypeName(_FEEL_TYPES.get(name, name)))
        return s.TypeName("list", (single,)) if definition.get("isCollection") == "true" else single

    def _context(self, element: Element) -> s.Expr:
        entries: list[tuple[str, s.Expr]] = []
        result = False
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            result = variable is None
            entries.append((_RESULT if variable is None else variable.get("name", ""), self._only(entry)))
        made = s.ContextLiteral(tuple(entries))
        return s.Path(made, _RESULT) if result else made

    def _invocation(self, element: Element) -> s.Expr:
        named = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            assert parameter is not None
            named.append((parameter.get("name", ""), self._only(binding)))
        return s.Invocation(self._only(element), (), tuple(named))

    def _function(self, element: Element) -> s.Expr:
        if element.get("kind", "FEEL") != "FEEL":
            raise NotApplicable("a function in another language")
        parameters = []
        for parameter in children(element, "formalParameter"):
            type_ref = (parameter.get("typeRef") or "Any").rpartition(":")[2]
            known = None if type_ref in self._types else s.TypeName(_FEEL_TYPES.get(type_ref, type_ref))
            parameters.append(s.Parameter(parameter.get("name", ""), known))
        return s.FunctionDefinition(tuple(parameters), self._only(element))

    def _list(self, element: Element) -> s.Expr:
        return s.ListLiteral(tuple(self._expression(e) for e in element if tag(e) in _BOXED))

    def _relation(self, element: Element) -> s.Expr:
        columns = [column.get("name", "") for column in children(element, "column")]
        rows = [[self._expression(e) for e in row if tag(e) in _BOXED] for row in children(element, "row")]
        return s.ListLiteral(tuple(s.ContextLiteral(tuple(zip(columns, row, strict=True))) for row in rows))

    def _conditional(self, element: Element) -> s.Expr:
        return s.If(self._part(element, "if"), self._part(element, "then"), self._part(element, "else"))

    def _filter(self, element: Element) -> s.Expr:
        return s.Filter(self._part(element, "in"), self._part(element, "match"))

    def _for(self, element: Element) -> s.Expr:
        return s.For(self._iteration(element), self._part(element, "return"))

    def _some(self, element: Element) -> s.Expr:
        return s.Quantified(False, self._iteration(element), self._part(element, "satisfies"))

    def _every(self, element: Element) -> s.Expr:
        return s.Quantified(True, self._iteration(element), self._part(element, "satisfies"))

    def _iteration(self, element: Element) -> tuple[s.Iteration, ...]:
        return (s.Iteration(element.get("iteratorVariable", ""), self._part(element, "in")),)

    def _no_feel(self, element: Element) -> s.Expr:
        raise NotApplicable(tag(element))


_BOXED: dict[str, Callable[[Model, Element], s.Expr]] = {
    "literalExpression": Model._literal,
    "context": Model._context,
    "invocation": Model._invocation,
    "functionDefinition": Model._function,
    "list": Model._list,
    "relation": Model._relation,
    "conditional": Model._conditional,
    "filter": Model._filter,
    "for": Model._for,
    "some": Model._some,
    "every": Model._every,
    "decisionTable": Model._no_feel,
}
_FEEL_TYPES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def models(folder: Path) -> Iterator[Path]:
    """The DMN files of a folder."""
    return iter(sorted(folder.glob("*.dmn")))
