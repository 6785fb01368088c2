"""From FEEL text to its syntax tree: one pass over the tokens, no going back, with a limit on nesting."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from generator.feel import syntax as s
from generator.feel.builtins import MULTI_WORD_NAMES
from generator.feel.cursor import Cursor
from generator.feel.errors import FeelSyntaxError
from generator.feel.names import KEYWORDS, KnownNames
from generator.feel.numbers import number_from_digits
from generator.feel.tokens import Token
from generator.feel.type_reading import read_type

MAX_DEPTH = 200
"""Levels of the tree, also those that need no brackets (`a + b + c`)."""

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _INSTANCE, _SIGN = range(1, 9)
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_LEVELS = {
    **dict.fromkeys(_COMPARISONS, _COMPARISON),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "**": _POWER,
}
_FUNCTIONS = KnownNames(MULTI_WORD_NAMES)
_NOT_CALLED = (s.NumberLiteral, s.StringLiteral, s.BooleanLiteral, s.NullLiteral, s.TemporalLiteral)


def parse(text: str, names: Iterable[str] = ()) -> s.Expr:
    """The tree of an expression (without the leading `=`); `names` are known ones with blanks or marks in them."""
    return _Parser(text, names).whole(tests=False)


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> s.Expr:
    """The tree of unary tests, as in an input cell of a decision table."""
    return _Parser(text, names).whole(tests=True)


class _Parser(Cursor):
    def __init__(self, text: str, names: Iterable[str]) -> None:
        super().__init__(text, names)
        self._ends_range = False

    def whole(self, *, tests: bool) -> s.Expr:
        try:
            found = self._unary_tests() if tests else self._expression()
        except RecursionError:
            raise self.error("The expression is nested too deeply") from None
        if self.now.kind != "end":
            raise self.error(f"Unexpected `{self.shown(self.now)}`")
        if _deeper_than(found, MAX_DEPTH):
            raise FeelSyntaxError("The expression is nested too deeply", self.text, 0)
        return found

    # --- expressions

    def _expression(self) -> s.Expr:
        outer, self._ends_range = self._ends_range, False
        found = self._operand(0)
        self._ends_range = outer
        return found

    def _operand(self, level: int) -> s.Expr:
        """An expression whose operators bind stronger than `level`."""
        self.deeper()
        found = self._operators(self._primary(), level)
        self.nesting -= 1
        return found

    def _operators(self, left: s.Expr, level: int) -> s.Expr:
        while True:
            token = self.now
            if token.kind == "mark":
                after = self._postfix(left, token.text)
                if after is not None:
                    left = after
                    continue
                binds = _LEVELS.get(token.text, 0)
                if binds <= level:
                    return left
                self.at += 1
                right = self._operand(binds)
                if binds == _COMPARISON:
                    left = s.Comparison(token.text, left, right)
                else:
                    left = s.Arithmetic(token.text, left, right)
            elif token.kind == "name":
                after = self._word_operator(left, token.text, level)
                if after is None:
                    return left
                left = after
            else:
                return left

    def _postfix(self, left: s.Expr, mark: str) -> s.Expr | None:
        if mark == ".":
            self.at += 1
            return s.Path(left, self.property_name())
        if mark == "[" and not (self._ends_range and not self._starts_expression(self.at + 1)):
            self.at += 1
            condition = self._expression()
            self.expect("]")
            return s.Filter(left, condition)
        if mark == "(" and not isinstance(left, _NOT_CALLED):
            self.at += 1
            return self._invocation(left)
        return None

    def _word_operator(self, left: s.Expr, word: str, level: int) -> s.Expr | None:
        if word in ("and", "or"):
            binds = _AND if word == "and" else _OR
            if binds <= level:
                return None
            operands = [left]
            while self.is_word(word):
                self.at += 1
                operands.append(self._operand(binds))
            return s.Conjunction(tuple(operands)) if word == "and" else s.Disjunction(tuple(operands))
        if word == "instance" and self.is_word("of", 1) and level < _INSTANCE:
            self.at += 2
            return s.InstanceOf(left, read_type(self))
        if level >= _COMPARISON:
            return None
        if word == "between":
            self.at += 1
            low = self._operand(_COMPARISON)
            self.expect("and")
            return s.Between(left, low, self._operand(_COMPARISON))
        if word == "in":
            self.at += 1
            return s.In(left, self._tests_behind_in())
        return None

    def _starts_expression(self, index: int) -> bool:
        token = self.tokens[min(index, len(self.tokens) - 1)]
        if token.kind == "name":
            return token.text not in ("and", "or", "in", "between", "instance", "then", "else", "return", "satisfies")
        return token.kind not in ("end", "mark") or token.text in ("(", "[", "{", "-", "?")

    # --- what an expression starts with

    def _primary(self) -> s.Expr:
        token = self.now
        if token.kind == "name":
            return self._word(token)
        if token.kind == "mark":
            return self._marked(token)
        self.at += 1
        if token.kind == "number":
            return s.NumberLiteral(self._number(token))
        if token.kind == "string":
            return s.StringLiteral(token.text)
        if token.kind == "temporal":
            return s.TemporalLiteral(token.text)
        if token.kind == "escaped":
            return s.Name(token.text)
        self.at -= 1
        raise self.error("The expression ends too early" if len(self.tokens) > 1 else "The expression is empty")

    def _number(self, token: Token) -> int | Decimal:
        value = number_from_digits(token.text)
        if value is None:
            raise FeelSyntaxError("This number is too large", self.text, token.start)
        return value

    def _marked(self, token: Token) -> s.Expr:
        mark = token.text
        self.at += 1
        if mark == "-":
            return s.Negation(self._operand(_SIGN))
        if mark == "(":
            return self._parenthesis()
        if mark == "[":
            if self.take("]"):
                return s.ListLiteral(())
            first = self._expression()
            if self.take(".."):
                return self._range(first, included=True)
            items = [first]
            while self.take(","):
                items.append(self._expression())
            self.expect("]")
            return s.ListLiteral(tuple(items))
        if mark == "]":
            first = self._expression()
            self.expect("..")
            return self._range(first, included=False)
        if mark == "{":
            return self._context()
        if mark == "?":
            return s.Input()
        self.at -= 1
        raise self.error(f"Unexpected `{mark}`")

    def _word(self, token: Token) -> s.Expr:
        known = self.names.at(self.tokens, self.at)
        if known is not None:
            self.at += known[1]
            return s.Name(known[0])
        function = _FUNCTIONS.at(self.tokens, self.at)
        if function is not None and self.tokens[self.at + function[1]].text == "(":
            self.at += function[1]
            return s.Name(function[0])
        self.at += 1
        match token.text:
            case "null":
                return s.NullLiteral()
            case "true" | "false":
                return s.BooleanLiteral(token.text == "true")
            case "if":
                condition = self._expression()
                self.expect("then")
                consequence = self._expression()
                self.expect("else")
                return s.If(condition, consequence, self._expression())
            case "for":
                iterations = self._iterations()
                self.expect("return")
                return s.For(iterations, self._expression())
            case "some" | "every":
                iterations = self._iterations()
                self.expect("satisfies")
                return s.Quantified(token.text == "every", iterations, self._expression())
            case "function" if self.is_("("):
                return self._function_definition()
            case "and" | "or" if self.is_("("):
                return s.Name(token.text)
        if token.text in KEYWORDS:
            self.at -= 1
            raise self.error(f"Unexpected `{token.text}`")
        return s.Name(token.text)

    def _parenthesis(self) -> s.Expr:
        if self.is_(*_COMPARISONS):
            range_ = self._unary_range(self.now.text)
            self.expect(")")
            return range_
        first = self._expression()
        if self.take(".."):
            return self._range(first, included=False)
        self.expect(")")
        return first

    def _unary_range(self, operator: str) -> s.Expr:
        """`(< 5)` as a range that has one side."""
        self.at += 1
        bound = self._operand(_COMPARISON)
        if operator in ("<", "<="):
            return s.RangeLiteral(None, bound, False, operator == "<=")
        if operator in (">", ">="):
            return s.RangeLiteral(bound, None, operator == ">=", False)
        if operator == "=":
            return s.RangeLiteral(bound, bound, True, True)
        raise self.error("`!=` makes no range")

    def _range(self, start: s.Expr, *, included: bool) -> s.Expr:
        outer, self._ends_range = self._ends_range, True
        end = self._operand(_COMPARISON)
        self._ends_range = outer
        return s.RangeLiteral(start, end, included, self.expect("]", ")", "[") == "]")

    def _iterations(self) -> tuple[s.Iteration, ...]:
        found: list[s.Iteration] = []
        while not found or self.take(","):
            name = self.new_name("in")
            self.expect("in")
            source = self._expression()
            end = self._expression() if self.take("..") else None
            found.append(s.Iteration(name, source, end))
        return tuple(found)

    def _context(self) -> s.Expr:
        entries: list[tuple[str, s.Expr]] = []
        while not self.take("}"):
            if entries:
                self.expect(",")
            key = self.new_name(":")
            self.expect(":")
            entries.append((key, self._expression()))
        return s.ContextLiteral(tuple(entries))

    # --- functions

    def _invocation(self, function: s.Expr) -> s.Expr:
        positional: list[s.Expr] = []
        named: list[tuple[str, s.Expr]] = []
        while not self.take(")"):
            if positional or named:
                self.expect(",")
            if not positional and self._named_argument():
                name = self._argument_name()
                named.append((name, self._expression()))
            elif named:
                raise self.error("Expected the name of an argument")
            else:
                positional.append(self._expression())
        return s.Invocation(function, tuple(positional), tuple(named))

    def _named_argument(self) -> bool:
        index = self.at
        if self.tokens[index].kind == "escaped":
            return self.tokens[index + 1].text == ":"
        while self.tokens[index].kind == "name":
            index += 1
        return index > self.at and self.tokens[index].text == ":"

    def _argument_name(self) -> str:
        words: list[str] = []
        while not self.take(":"):
            words.append(self.now.text)
            self.at += 1
        return " ".join(words)

    def _function_definition(self) -> s.Expr:
        self.expect("(")
        parameters: list[s.Parameter] = []
        while not self.take(")"):
            if parameters:
                self.expect(",")
            name = self.new_name(":", ",", ")")
            parameters.append(s.Parameter(name, read_type(self) if self.take(":") else None))
        external = self.is_word("external")
        if external:
            self.at += 1
        return s.FunctionDefinition(tuple(parameters), self._expression(), external)

    # --- unary tests

    def _tests_behind_in(self) -> tuple[s.Expr, ...]:
        if self.is_(*_COMPARISONS):
            return (self._test(),)
        if not self.take("("):
            return (self._operand(_COMPARISON),)
        first = self._test()
        if self.take(".."):
            return (self._operators(self._range(first, included=False), _COMPARISON),)
        tests = [first]
        while self.take(","):
            tests.append(self._test())
        self.expect(")")
        if len(tests) == 1 and not isinstance(first, s.UnaryComparison):
            return (self._operators(first, _COMPARISON),)
        return tuple(tests)

    def _test(self) -> s.Expr:
        token = self.now
        if self.is_(*_COMPARISONS):
            self.at += 1
            return s.UnaryComparison(token.text, self._operand(_COMPARISON))
        return self._expression()

    def _unary_tests(self) -> s.Expr:
        if self.is_("-") and self.tokens[self.at + 1].kind == "end":
            self.at += 1
            return s.UnaryTests(())
        if self.is_word("not") and self.tokens[self.at + 1].text == "(":
            self.at += 2
            inner = self._test_list()
            self.expect(")")
            if self.now.kind == "end":
                return s.UnaryTests(inner, negated=True)
            if any(isinstance(test, s.UnaryComparison) for test in inner):
                raise self.error(f"Unexpected `{self.shown(self.now)}`")
            tests = [self._operators(s.Invocation(s.Name("not"), inner), 0)]
        else:
            tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return s.UnaryTests(tuple(tests))

    def _test_list(self) -> tuple[s.Expr, ...]:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return tuple(tests)


def _deeper_than(expr: s.Expr, limit: int) -> bool:
    level: list[s.Expr] = [expr]
    depth = 0
    while level:
        depth += 1
        if depth > limit:
            return True
        level = [child for parent in level for child in s.children(parent)]
    return False
