"""From FEEL text to its syntax tree: one pass over the tokens, no going back, with a limit on nesting."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from generator.feel import syntax as s
from generator.feel.builtins import MULTI_WORD_NAMES
from generator.feel.errors import FeelSyntaxError
from generator.feel.names import KEYWORDS, TYPE_NAMES, KnownNames
from generator.feel.numbers import number_from_digits
from generator.feel.tokens import Token, tokens

MAX_LENGTH = 200_000
"""Characters of one expression."""
MAX_NESTING = 120
"""Expressions within expressions that the parser goes into."""
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
_TYPES = KnownNames(TYPE_NAMES)
_PROPERTIES = KnownNames(("time offset", "start included", "end included"))
_NOT_CALLED = (s.NumberLiteral, s.StringLiteral, s.BooleanLiteral, s.NullLiteral, s.TemporalLiteral)
_PLACEHOLDERS = ("+", "-", "*", "/", ".", "'")
"""Marks that DMN allows in names."""


def parse(text: str, names: Iterable[str] = ()) -> s.Expr:
    """The tree of an expression (without the leading `=`); `names` are known ones with blanks or marks in them."""
    return _Parser(text, names).whole(tests=False)


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> s.Expr:
    """The tree of unary tests, as in an input cell of a decision table."""
    return _Parser(text, names).whole(tests=True)


class _Parser:
    def __init__(self, text: str, names: Iterable[str]) -> None:
        if len(text) > MAX_LENGTH:
            raise FeelSyntaxError(f"The expression is longer than {MAX_LENGTH} characters", text, MAX_LENGTH)
        self._text = text
        self._tokens = tokens(text)
        self._at = 0
        self._names = KnownNames(names)
        self._nesting = 0
        self._ends_range = False

    def whole(self, *, tests: bool) -> s.Expr:
        try:
            found = self._unary_tests() if tests else self._expression()
        except RecursionError:
            raise self._error("The expression is nested too deeply") from None
        if self._now.kind != "end":
            raise self._error(f"Unexpected `{self._shown(self._now)}`")
        if _deeper_than(found, MAX_DEPTH):
            raise FeelSyntaxError("The expression is nested too deeply", self._text, 0)
        return found

    # --- tokens

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *marks: str) -> bool:
        token = self._tokens[self._at]
        return token.kind == "mark" and token.text in marks

    def _is_word(self, word: str, ahead: int = 0) -> bool:
        index = min(self._at + ahead, len(self._tokens) - 1)
        token = self._tokens[index]
        return token.kind == "name" and token.text == word

    def _take(self, mark: str) -> bool:
        if self._is(mark):
            self._at += 1
            return True
        return False

    def _expect(self, *marks: str) -> str:
        token = self._now
        if token.kind in ("mark", "name") and token.text in marks:
            self._at += 1
            return token.text
        wanted = " or ".join(f"`{mark}`" for mark in marks)
        raise self._error(
            f"Expected {wanted}, but the expression ends"
            if token.kind == "end"
            else f"Expected {wanted} before `{self._shown(token)}`"
        )

    def _shown(self, token: Token) -> str:
        said = self._text[token.start : token.end]
        return said if len(said) <= 30 else said[:29] + "…"

    def _error(self, problem: str) -> FeelSyntaxError:
        return FeelSyntaxError(problem, self._text, self._now.start)

    # --- expressions

    def _expression(self) -> s.Expr:
        outer, self._ends_range = self._ends_range, False
        found = self._operand(0)
        self._ends_range = outer
        return found

    def _operand(self, level: int) -> s.Expr:
        """An expression whose operators bind stronger than `level`."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self._error("The expression is nested too deeply")
        found = self._operators(self._primary(), level)
        self._nesting -= 1
        return found

    def _operators(self, left: s.Expr, level: int) -> s.Expr:
        while True:
            token = self._now
            if token.kind == "mark":
                after = self._postfix(left, token.text)
                if after is not None:
                    left = after
                    continue
                binds = _LEVELS.get(token.text, 0)
                if binds <= level:
                    return left
                self._at += 1
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
            self._at += 1
            return s.Path(left, self._property())
        if mark == "[" and not (self._ends_range and not self._starts_expression(self._at + 1)):
            self._at += 1
            condition = self._expression()
            self._expect("]")
            return s.Filter(left, condition)
        if mark == "(" and not isinstance(left, _NOT_CALLED):
            self._at += 1
            return self._invocation(left)
        return None

    def _word_operator(self, left: s.Expr, word: str, level: int) -> s.Expr | None:
        if word in ("and", "or"):
            binds = _AND if word == "and" else _OR
            if binds <= level:
                return None
            operands = [left]
            while self._is_word(word):
                self._at += 1
                operands.append(self._operand(binds))
            return s.Conjunction(tuple(operands)) if word == "and" else s.Disjunction(tuple(operands))
        if word == "instance" and self._is_word("of", 1) and level < _INSTANCE:
            self._at += 2
            return s.InstanceOf(left, self._type())
        if level >= _COMPARISON:
            return None
        if word == "between":
            self._at += 1
            low = self._operand(_COMPARISON)
            self._expect("and")
            return s.Between(left, low, self._operand(_COMPARISON))
        if word == "in":
            self._at += 1
            return s.In(left, self._tests_behind_in())
        return None

    def _starts_expression(self, index: int) -> bool:
        token = self._tokens[min(index, len(self._tokens) - 1)]
        if token.kind == "name":
            return token.text not in ("and", "or", "in", "between", "instance", "then", "else", "return", "satisfies")
        return token.kind not in ("end", "mark") or token.text in ("(", "[", "{", "-", "?")

    # --- what an expression starts with

    def _primary(self) -> s.Expr:
        token = self._now
        if token.kind == "name":
            return self._word(token)
        if token.kind == "mark":
            return self._marked(token)
        self._at += 1
        if token.kind == "number":
            return s.NumberLiteral(self._number(token))
        if token.kind == "string":
            return s.StringLiteral(token.text)
        if token.kind == "temporal":
            return s.TemporalLiteral(token.text)
        if token.kind == "escaped":
            return s.Name(token.text)
        self._at -= 1
        raise self._error("The expression ends too early" if len(self._tokens) > 1 else "The expression is empty")

    def _number(self, token: Token) -> int | Decimal:
        value = number_from_digits(token.text)
        if value is None:
            raise FeelSyntaxError("This number is too large", self._text, token.start)
        return value

    def _marked(self, token: Token) -> s.Expr:
        mark = token.text
        self._at += 1
        if mark == "-":
            return s.Negation(self._operand(_SIGN))
        if mark == "(":
            return self._parenthesis()
        if mark == "[":
            if self._take("]"):
                return s.ListLiteral(())
            first = self._expression()
            if self._take(".."):
                return self._range(first, included=True)
            items = [first]
            while self._take(","):
                items.append(self._expression())
            self._expect("]")
            return s.ListLiteral(tuple(items))
        if mark == "]":
            first = self._expression()
            self._expect("..")
            return self._range(first, included=False)
        if mark == "{":
            return self._context()
        if mark == "?":
            return s.Input()
        self._at -= 1
        raise self._error(f"Unexpected `{mark}`")

    def _word(self, token: Token) -> s.Expr:
        known = self._names.at(self._tokens, self._at)
        if known is not None:
            self._at += known[1]
            return s.Name(known[0])
        function = _FUNCTIONS.at(self._tokens, self._at)
        if function is not None and self._tokens[self._at + function[1]].text == "(":
            self._at += function[1]
            return s.Name(function[0])
        self._at += 1
        match token.text:
            case "null":
                return s.NullLiteral()
            case "true" | "false":
                return s.BooleanLiteral(token.text == "true")
            case "if":
                condition = self._expression()
                self._expect("then")
                consequence = self._expression()
                self._expect("else")
                return s.If(condition, consequence, self._expression())
            case "for":
                iterations = self._iterations()
                self._expect("return")
                return s.For(iterations, self._expression())
            case "some" | "every":
                iterations = self._iterations()
                self._expect("satisfies")
                return s.Quantified(token.text == "every", iterations, self._expression())
            case "function" if self._is("("):
                return self._function_definition()
            case "and" | "or" if self._is("("):
                return s.Name(token.text)
        if token.text in KEYWORDS:
            self._at -= 1
            raise self._error(f"Unexpected `{token.text}`")
        return s.Name(token.text)

    def _parenthesis(self) -> s.Expr:
        if self._is(*_COMPARISONS):
            range_ = self._unary_range(self._now.text)
            self._expect(")")
            return range_
        first = self._expression()
        if self._take(".."):
            return self._range(first, included=False)
        self._expect(")")
        return first

    def _unary_range(self, operator: str) -> s.Expr:
        """`(< 5)` as a range that has one side."""
        self._at += 1
        bound = self._operand(_COMPARISON)
        if operator in ("<", "<="):
            return s.RangeLiteral(None, bound, False, operator == "<=")
        if operator in (">", ">="):
            return s.RangeLiteral(bound, None, operator == ">=", False)
        if operator == "=":
            return s.RangeLiteral(bound, bound, True, True)
        raise self._error("`!=` makes no range")

    def _range(self, start: s.Expr, *, included: bool) -> s.Expr:
        outer, self._ends_range = self._ends_range, True
        end = self._operand(_COMPARISON)
        self._ends_range = outer
        return s.RangeLiteral(start, end, included, self._expect("]", ")", "[") == "]")

    def _iterations(self) -> tuple[s.Iteration, ...]:
        found: list[s.Iteration] = []
        while not found or self._take(","):
            name = self._new_name("in")
            self._expect("in")
            source = self._expression()
            end = self._expression() if self._take("..") else None
            found.append(s.Iteration(name, source, end))
        return tuple(found)

    def _new_name(self, *ends: str) -> str:
        """The name of a variable, parameter or key: all words and marks up to one of `ends`."""
        token = self._now
        if token.kind in ("escaped", "string"):
            self._at += 1
            self._names.add(token.text)
            return token.text
        if token.kind != "name" or (token.text in KEYWORDS and self._tokens[self._at + 1].text not in ends):
            raise self._error("Expected a name")
        start = self._at
        while self._now.text not in ends and (
            self._now.kind in ("name", "number") or (self._now.kind == "mark" and self._now.text in _PLACEHOLDERS)
        ):
            self._at += 1
        name = " ".join(self._text[token.start : self._tokens[max(start, self._at - 1)].end].split())
        self._names.add(name)
        return name

    def _property(self) -> str:
        known = self._names.at(self._tokens, self._at) or _PROPERTIES.at(self._tokens, self._at)
        if known is not None:
            self._at += known[1]
            return known[0]
        token = self._now
        if token.kind not in ("name", "escaped"):
            raise self._error("Expected a name behind the dot")
        self._at += 1
        return token.text

    def _context(self) -> s.Expr:
        entries: list[tuple[str, s.Expr]] = []
        while not self._take("}"):
            if entries:
                self._expect(",")
            key = self._new_name(":")
            self._expect(":")
            entries.append((key, self._expression()))
        return s.ContextLiteral(tuple(entries))

    # --- functions

    def _invocation(self, function: s.Expr) -> s.Expr:
        positional: list[s.Expr] = []
        named: list[tuple[str, s.Expr]] = []
        while not self._take(")"):
            if positional or named:
                self._expect(",")
            if not positional and self._named_argument():
                name = self._argument_name()
                named.append((name, self._expression()))
            elif named:
                raise self._error("Expected the name of an argument")
            else:
                positional.append(self._expression())
        return s.Invocation(function, tuple(positional), tuple(named))

    def _named_argument(self) -> bool:
        index = self._at
        if self._tokens[index].kind == "escaped":
            return self._tokens[index + 1].text == ":"
        while self._tokens[index].kind == "name":
            index += 1
        return index > self._at and self._tokens[index].text == ":"

    def _argument_name(self) -> str:
        words: list[str] = []
        while not self._take(":"):
            words.append(self._now.text)
            self._at += 1
        return " ".join(words)

    def _function_definition(self) -> s.Expr:
        self._expect("(")
        parameters: list[s.Parameter] = []
        while not self._take(")"):
            if parameters:
                self._expect(",")
            name = self._new_name(":", ",", ")")
            parameters.append(s.Parameter(name, self._type() if self._take(":") else None))
        external = self._is_word("external")
        if external:
            self._at += 1
        return s.FunctionDefinition(tuple(parameters), self._expression(), external)

    def _type(self) -> s.TypeName:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self._error("The type is nested too deeply")
        known = self._names.at(self._tokens, self._at) or _TYPES.at(self._tokens, self._at)
        if known is not None:
            name = known[0]
            self._at += known[1]
        elif self._now.kind in ("name", "escaped"):
            name = self._now.text
            self._at += 1
            while self._take("."):
                name += "." + self._property()
        else:
            raise self._error("Expected a type")
        found = self._type_arguments(name)
        self._nesting -= 1
        return found

    def _type_arguments(self, name: str) -> s.TypeName:
        if name not in ("list", "range", "context", "function") or not self._take("<"):
            return s.TypeName(name)
        arguments: list[s.TypeName] = []
        keys: list[str] = []
        while not self._is(">"):
            if arguments:
                self._expect(",")
            if name == "context":
                keys.append(self._new_name(":"))
                self._expect(":")
            arguments.append(self._type())
        self._expect(">")
        if name == "function" and self._is("-"):
            self._at += 1
            self._expect(">")
            arguments.append(self._type())
        return s.TypeName(name, tuple(arguments), tuple(keys))

    # --- unary tests

    def _tests_behind_in(self) -> tuple[s.Expr, ...]:
        if self._is(*_COMPARISONS):
            return (self._test(),)
        if not self._take("("):
            return (self._operand(_COMPARISON),)
        first = self._test()
        if self._take(".."):
            return (self._operators(self._range(first, included=False), _COMPARISON),)
        tests = [first]
        while self._take(","):
            tests.append(self._test())
        self._expect(")")
        if len(tests) == 1 and not isinstance(first, s.UnaryComparison):
            return (self._operators(first, _COMPARISON),)
        return tuple(tests)

    def _test(self) -> s.Expr:
        token = self._now
        if self._is(*_COMPARISONS):
            self._at += 1
            return s.UnaryComparison(token.text, self._operand(_COMPARISON))
        return self._expression()

    def _unary_tests(self) -> s.Expr:
        if self._is("-") and self._tokens[self._at + 1].kind == "end":
            self._at += 1
            return s.UnaryTests(())
        if self._is_word("not") and self._tokens[self._at + 1].text == "(":
            self._at += 2
            inner = self._test_list()
            self._expect(")")
            if self._now.kind == "end":
                return s.UnaryTests(inner, negated=True)
            if any(isinstance(test, s.UnaryComparison) for test in inner):
                raise self._error(f"Unexpected `{self._shown(self._now)}`")
            tests = [self._operators(s.Invocation(s.Name("not"), inner), 0)]
        else:
            tests = [self._test()]
        while self._take(","):
            tests.append(self._test())
        return s.UnaryTests(tuple(tests))

    def _test_list(self) -> tuple[s.Expr, ...]:
        tests = [self._test()]
        while self._take(","):
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
