r"""LaTeX: commands, braces and subscripts told in plain tokens. Imports ``names``, ``syntax`` and the tables of LaTeX.

What waits to be told is a list of work, the next on top: a range of tokens, or a plain token. So nesting costs memory of
the heap, and operands may change places (``\sqrt[3]{x}`` is ``root(x, 3)``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from symdiff.frozen import replace
from symdiff.operators import log
from symdiff.parser.names import Function, Reading, function_named, is_name
from symdiff.parser.syntax import PLAIN, SUBSCRIPTS, SUPERSCRIPTS, Spelling, Syntax, Token
from symdiff.parser.syntaxes import latex_binders, latex_blocks, latex_requests
from symdiff.parser.syntaxes.latex_blocks import Work
from symdiff.parser.syntaxes.latex_tables import (
    ACCENTS,
    ADVICE,
    FRACTIONS,
    GREEK,
    GREEK_LETTERS,
    OPERATORS,
    SAME,
    SKIPPED,
    WORDS,
)

_LETTER = re.compile(r"[^\W\d_]").fullmatch
_GLUED = re.compile(r"sin|cos|tan|cot|sec|csc|exp|log|ln|sqrt|frac").search

_AROUND = frozenset(("\\left", "\\right", "\\,", "\\!", "\\;"))
"""What changes nothing about the orders of a derivative."""
_HIGHEST = 3  # digits of an order and one more
_LARGE = {"∫": "\\int", "∑": "\\sum", "∏": "\\prod"}


def _to_base(builder: Any, base: Any, u: Any) -> Any:
    reciprocal = builder.power(builder.call(log, (base,)), builder.number(-1))
    return builder.product((builder.call(log, (u,)), reciprocal))


_LOG = Function(
    "log_base", (Reading(2, 2, _to_base),), None, below=True
)  # fmt: skip


def spell(spelling: Spelling) -> None:
    """Tell LaTeX in plain tokens."""
    _Speller(spelling).run()


class _Speller:
    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        spelling.tokens = self.tokens = [
            (_LARGE.get(text, "\\" + text if text.isalpha() and len(text) > 1 else text), start, stop)
            for text, start, stop in spelling.tokens
        ]
        _join_decimals(spelling)
        self.tokens = spelling.tokens
        while len(self.tokens) > 1 and self.tokens[-1][0] in (".", ",", ";"):
            del self.tokens[-1]
        if len(self.tokens) > 1 and self.tokens[-1][0][:-1].isdecimal() and self.tokens[-1][0][-1] == ".":
            text, start, stop = self.tokens[-1]
            self.tokens[-1] = (text[:-1], start, stop - 1)
        self.partner = _partners(spelling)
        self.rounds: dict[int, int] = {}
        """The closing parenthesis of each opening one."""
        self.quotients: list[int] = []
        r"""Where ``\\over`` stands."""
        latex_blocks.partners(self.tokens, 0, self.partner, self.rounds, self.quotients)
        self.dropped: set[int] = set()
        """Tokens that are passed over: braces around brackets, and signs of alignment."""
        self.out: list[Token] = []
        self.work: list[Work] = []
        self.apart: set[int] = set()
        """Letters that are arguments of their own, as in ``\\frac yx``."""
        self.letter = -1
        """The last token that was a letter, as an index of ``tokens``."""

    def run(self) -> None:
        work = self.work
        work += reversed(self.whole(range(len(self.tokens))))
        while work:
            item = work.pop()
            if not isinstance(item, range):
                self.out.append(item)
            elif item:
                waiting: list[Work] = []
                after = self.one(item.start, item.stop, waiting)
                work.append(range(after, item.stop))
                work.extend(reversed(waiting))
        self.spelling.tokens = self.out

    def one(self, index: int, stop: int, waiting: list[Work]) -> int:
        """Tell the token of this index, and add what is to be told next; gives the index after what it took."""
        token = self.tokens[index]
        text, start, end = token
        if text == "\\left" and self.text(index + 1, stop) == "." and (after := self.barred(index, stop, waiting)):
            return after
        if text in SKIPPED or index in self.dropped:
            return index + 1
        if text == "." and self.text(index - 1, stop) in ("\\left", "\\right") and index:
            return index + 1
        if text == "\\begin":
            return self.environment(index, stop, waiting)
        if text in latex_binders.COMMANDS:
            count = len(self.tokens)
            terms, after = latex_binders.told(self.spelling, self.tokens, self.partner, index, stop, self.argument)
            latex_blocks.partners(self.tokens, count, self.partner, self.rounds, self.quotients)
            waiting += terms
            return after
        if text in FRACTIONS:
            return self.fraction(index, stop, waiting)
        if text == "\\sqrt":
            return self.root(index, stop, waiting)
        if text in ("\\binom", "\\dbinom", "\\tbinom"):
            first, after = self.argument(index, index + 1, stop)
            second, after = self.argument(index, after, stop)
            waiting += (
                ("binomial", start, end),
                ("(", start, end),
                *first,
                (",", start, end),
                *second,
                (")", start, end),
            )
            return after
        if text in ("\\log", "\\lg", "\\ln") and self.text(index + 1, stop) == "_":
            return self.logarithm(index, stop, waiting)
        if text == "^":
            return self.exponent(index, stop)
        if text in ACCENTS:
            return self.accented(index, stop)
        if text in WORDS and text.startswith("\\operatorname") and (after := self.operator(index, stop, waiting)):
            return after
        if text in WORDS or text[1:] in GREEK or (len(text) == 1 and _LETTER(text)):
            return self.name(index, stop)
        if text[0] == "\\" and text not in SAME:
            name = text[1:]
            if function_named(name, called=False) is None or not is_name(name):
                raise self.unknown(token)
            self.out.append((name, start, end))
            return index + 1
        if text == "_":
            raise self.spelling.fault("syntax", "a subscript stands only after a name", token)
        if text == "{":
            if self.text(index + 1, stop) == "}":
                return index + 2
            if index in self.partner and (after := self.braces(index, stop, waiting)):
                return after
        if text == "\\{" and self.environment_follows(index + 1, stop):
            return index + 1
        if text[0].isdecimal() or (text[0] == "." and len(text) > 1):
            self.separate(index)
        self.out.append((SAME.get(text, text), start, end))
        return index + 1

    def text(self, index: int, stop: int) -> str:
        return self.tokens[index][0] if index < stop else ""

    def argument(self, command: int, index: int, stop: int) -> tuple[list[Work], int]:
        """What a command applies to: a group in braces, or one token, of a number one digit. Gives the index after it too."""
        while self.text(index, stop) in SKIPPED - {"$"}:
            index += 1
        text = self.text(index, stop)
        if text in ("", "}", "^", "_", ")", "&"):
            token = self.tokens[command]
            raise self.spelling.fault(
                "missing-argument",
                f"the command {token[0]} has no argument",
                token,
                f"write {token[0]}{{...}}" + "{...}" * (token[0] in FRACTIONS),
            )
        if text == "{":
            return self.whole(range(index + 1, self.partner[index])), self.partner[index] + 1
        _, start, end = self.tokens[index]
        if text[0].isdecimal() and len(text) > 1:
            self.tokens[index] = (text[1:], start + 1, end)
            return [(text[0], start, start + 1)], index
        if text in FRACTIONS or text in WORDS or text == "\\sqrt":
            raise self.spelling.fault(
                "syntax", f"the argument {text} needs braces", self.tokens[index], "write {" + text + "{...}}"
            )
        self.apart.add(index)
        return [range(index, index + 1)], index + 1

    def inside(self, command: int, index: int, stop: int) -> tuple[list[Token], int]:
        """The tokens of an argument, as they stand."""
        while self.text(index, stop) in SKIPPED - {"$"}:
            index += 1
        if self.text(index, stop) == "{":
            return self.tokens[index + 1 : self.partner[index]], self.partner[index] + 1
        [work], after = self.argument(command, index, stop)
        return (self.tokens[work.start : work.stop] if isinstance(work, range) else [work]), after

    def fraction(self, index: int, stop: int, waiting: list[Work]) -> int:
        r"""``\frac{a}{b}`` is ``((a)/(b))``."""
        token = self.tokens[index]
        _, start, end = token
        top, after = self.argument(index, index + 1, stop)
        bottom, after = self.argument(index, after, stop)
        if isinstance(top[0], range) and isinstance(bottom[0], range):
            request = latex_requests.operator(self.tokens, top[0], bottom[0], self.subscript)
            if request is not None:
                words, rest = request
                if (self.out and self.out[-1][0] != "=") or self.is_all(rest, after, stop):
                    return self.of_unknown(index, after, stop, waiting, [(words[4][1:], words[2])], rest)
                latex_requests.refuse_unknown(self.spelling, self.tokens, words, rest)
                waiting += [(word, start, self.tokens[after - 1][2]) for word in words]
                if rest:
                    waiting += (("(", start, end), rest, (")", start, end))
                return after
            mixed = latex_requests.partials(self.tokens, top[0], bottom[0])
            if mixed is not None:
                return self.of_unknown(index, after, stop, waiting, *mixed)
            inner = latex_requests.by_function(self.tokens, top[0], bottom[0])
            if inner is not None:
                return self.of_unknown(index, after, stop, waiting, [inner], range(0))
        before = self.tokens[index - 1] if index else ("", 0, 0)
        if before[0].isdecimal() and all(self.is_whole(part) for part in (*top, *bottom)):
            said = self.spelling.source[before[1] : self.tokens[after - 1][2]]
            self.spelling.notes[
                f"'{said}' is read as a product; for the mixed number write {before[0]} + {said[len(before[0]) :].strip()}"
            ] = None
        opening, closing = ("(", start, end), (")", start, end)
        waiting += (opening, opening, *top, closing, ("/", start, end), opening, *bottom, closing, closing)
        return after

    def of_unknown(
        self, index: int, after: int, stop: int, waiting: list[Work], by: Sequence[tuple[str | range, str]], rest: range
    ) -> int:
        r"""``\frac{\partial^2}{\partial x \partial y} f(x, y)`` is ``Derivative(f(x, y), x, y)``: of one operand in brackets, or a function at its own."""
        _, start, end = self.tokens[index]
        if len(rest) < 2:
            last = None if rest else self.application(after, stop)
            if last is None:
                raise latex_requests.refused_inside(self.spelling, self.tokens[index])
            rest, after = range(after, last + 1), last + 1
        waiting += (("Derivative", start, end), ("(", start, end), rest)
        for name, order in by:
            own: Work = name if isinstance(name, range) else (name, start, end)
            waiting += ((",", start, end), own, (",", start, end), (order, start, end))
        waiting.append((")", start, end))
        return after

    def is_all(self, rest: range, after: int, stop: int) -> bool:
        r"""Whether nothing but ``f(x)`` stands after ``\frac{d}{dx}``."""
        last = None if rest else self.application(after, stop)
        return (
            last is not None
            and all(self.text(at, stop) in SKIPPED for at in range(last + 1, stop))
            and any(self.text(at, stop).isalpha() for at in range(after, after + 2))
        )

    def barred(self, index: int, stop: int, waiting: list[Work]) -> int:
        r"""``\left. \frac{d}{d t} f{\left(t \right)} \right|_{\substack{ t=x^{2} }}`` is ``Subs(Derivative(f(t), t), (t), (x^2))``; 0 for any other."""
        _, start, end = self.tokens[index]
        close = latex_blocks.closing(self.tokens, index, stop)
        if [self.text(close + k, stop) for k in (1, 2)] != ["|", "_"] or close + 3 not in self.partner:
            return 0
        first, last = close + 4, self.partner[close + 3]
        while self.text(first, last) in ("\\substack", "{", *SKIPPED):
            first, last = first + 1, self.partner.get(first, last)
        names: list[Work] = []
        values: list[Work] = []
        for row in latex_blocks.rows(self.tokens, first, last):
            sign = next((at for at in row if self.text(at, stop) == "="), row.start)
            if sign in (row.start, row.stop - 1):
                hint = "write \\left. ... \\right|_{x=2}"
                message = "below the bar stand names with their values"
                raise self.spelling.fault("syntax", message, self.tokens[close + 2], hint)
            names += ((",", start, end), range(row.start, sign)) if names else (range(row.start, sign),)
            values += ((",", start, end), range(sign + 1, row.stop)) if values else (range(sign + 1, row.stop),)
        opening, closing, comma = ("(", start, end), (")", start, end), (",", start, end)
        body = range(index + 2, close)
        waiting += (
            ("Subs", start, end),
            opening,
            body,
            comma,
            opening,
            *names,
            closing,
            comma,
            opening,
            *values,
            closing,
            closing,
        )
        return self.partner[close + 3] + 1

    def application(self, index: int, stop: int) -> int | None:
        r"""The last token of ``f(x)``, ``f{\left(x \right)}`` or a bracket that begins at a token."""
        while self.text(index, stop) in SKIPPED - {"$"}:
            index += 1
        text = self.text(index, stop)
        if (len(text) == 1 and text.isalpha()) or text[1:] in GREEK:
            index += 1
            while self.text(index, stop) in ("'", *SKIPPED):
                index += 1
        if self.text(index, stop) == "{" and index in self.partner and self.bracketed(index + 1, stop) is not None:
            return self.partner[index]
        return self.bracketed(index, stop)

    def is_whole(self, part: Work) -> bool:
        """Whether an argument is a whole number as written."""
        texts = [token[0] for token in self.tokens[part.start : part.stop]] if isinstance(part, range) else [part[0]]
        return len(texts) == 1 and texts[0].isdecimal()

    def root(self, index: int, stop: int, waiting: list[Work]) -> int:
        r"""``\sqrt[n]{x}`` is ``root(x, n)``."""
        _, start, end = self.tokens[index]
        after = index + 1
        degree: list[Work] = []
        if self.text(after, stop) == "[":
            close = next((i for i in range(after, stop) if self.tokens[i][0] == "]"), None)
            if close is None:
                raise self.spelling.fault(
                    "unbalanced", "'[' is never closed: its partner ']' is missing", self.tokens[after]
                )
            degree = [(",", start, end), range(after + 1, close)]
            after = close + 1
        closing = self.bracketed(after, stop)
        if closing is not None:
            radicand: list[Work] = [range(after, closing + 1)]
            after = closing + 1
        else:
            radicand, after = self.argument(index, after, stop)
        waiting += (
            ("root" if degree else "sqrt", start, end),
            ("(", start, end),
            *radicand,
            *degree,
            (")", start, end),
        )
        return after

    def logarithm(self, index: int, stop: int, waiting: list[Work]) -> int:
        r"""``\log_2 x``: the base stands before the operand."""
        token = self.tokens[index]
        _, start, end = token
        digits = self.text(index + 2, stop)
        if digits[:1].isdecimal() and len(digits) > 1:
            hint = f"write {token[0]}_{{{digits}}} or {token[0]}_{{{digits[0]}}} {digits[1:]}"
            raise self.spelling.fault("ambiguous", "LaTeX lowers only the first digit", self.tokens[index + 2], hint)
        if token[0] != "\\log":
            hint = "write \\log_{b} x, or \\frac{\\ln x}{\\ln b}"
            raise self.spelling.fault("syntax", f"{token[0]} has a base of its own", self.tokens[index + 1], hint)
        base, after = self.argument(index, index + 2, stop)
        self.spelling.functions[_LOG.name] = _LOG
        waiting += ((_LOG.name, start, end), ("[", start, end), *base, ("]", start, end))
        return after

    def exponent(self, index: int, stop: int) -> int:
        """A power takes a group or one token, and two digits without braces are refused: TeX raises the first alone."""
        text = self.text(index + 1, stop)
        inside = [token[0] for token in self.tokens[index + 2 : self.partner[index + 1]]] if text == "{" else [text]
        if inside in (["\\circ"], ["\\degree"]):
            self.out.append(("°", self.tokens[index][1], self.tokens[index + 1][2]))
            return index + (2 if text != "{" else 4)
        if text[:1].isdecimal() and len(text) > 1:
            hint = f"write ^{{{text}}} or ^{{{text[0]}}} \\cdot {text[1:]}"
            raise self.spelling.fault(
                "ambiguous", "LaTeX raises only the first digit of this power", self.tokens[index + 1], hint
            )
        after = self.partner[index + 1] + 1 if text == "{" else index + 2
        if self.text(after, stop) == "^":
            hint = "write x^{a^{b}}, or {x^{a}}^{b}"
            raise self.spelling.fault("syntax", "TeX takes no second power without braces", self.tokens[after], hint)
        self.out.append(self.tokens[index])
        return index + 1

    def name(self, index: int, stop: int) -> int:
        """A letter, a Greek letter or upright words, with the subscript that follows: a variable, constant or function."""
        text, start, end = self.tokens[index]
        after = index + 1
        greek = text[1:] in GREEK
        name = text
        if text in WORDS:
            name, after = self.word(index, stop)
        elif greek:
            name = text[1:]
        else:
            if self.letter == index - 1 and index and self.tokens[index - 1][2] == start and index not in self.apart:
                pair = self.tokens[index - 1][0] + text
                self.spelling.notes[
                    f"in LaTeX letters side by side are a product: '{pair}' is {pair[0]}*{pair[1]}; "
                    f"one name is \\mathrm{{{pair}}}"
                ] = None
            self.refuse_letters(index)
            self.letter = index
        indices: list[Token] = []
        if self.text(after, stop) == "_":
            if self.index(after, stop):
                close = self.partner[after + 1]
                indices, after = self.tokens[after + 2 : close], close + 1
            else:
                subscript, after = self.subscript(after, stop)
                name += "_" + subscript
        if (
            after < stop
            and after in self.partner
            and not greek
            and text not in WORDS
            and self.tokens[after][1] == self.tokens[after - 1][2]
        ):
            written = "".join(token[0] for token in self.tokens[after + 1 : self.partner[after]])
            if written.isdecimal():
                hint = f"write {text}_{{[{written}]}} for the component, {text} \\cdot {written} for the product"
                message = f"'{text}{{{written}}}' could be a component or a product"
                raise self.spelling.fault("ambiguous", message, self.tokens[after], hint)
        name = GREEK_LETTERS.get(name, name)
        end = self.tokens[after - 1][2]
        if greek and name != "Gamma":
            self.spelling.variables.add(name)
            if name in ("gamma", "beta", "zeta", "psi") and self.text(after, stop) in ("(", "\\left"):
                hint = f"write \\{name} \\cdot (...) or \\mathrm{{{'Gamma' if name == 'gamma' else name}}}(...)"
                message = f"{text} before a parenthesis could be a variable or a function"
                raise self.spelling.fault("ambiguous", message, self.tokens[index], hint)
        if self.text(after, stop) == "^" and (greek or len(name) == 1):
            marks = self.marks(after, stop) if name != "psi" else []
            if marks:
                self.out.append((name, start, end))
                self.out += [(mark, *self.tokens[after][1:]) for mark in marks]
                return self.partner[after + 1] + 1
            order = self.derivative(after, stop)
            if order is not None and name == "psi":
                self.spelling.functions["polygamma_of"] = _ordered("polygamma_of", "polygamma", 1)
                self.spelling.notes[f"\\psi^{{({order})}}(...) is read as the polygamma function of order {order}"] = (
                    None
                )
                self.out += [("polygamma_of", start, end), ("[", start, end), (order, start, end), ("]", start, end)]
                return self.partner[after + 1] + 1
        self.out.append((name, start, end))
        self.out += indices
        return after

    def marks(self, index: int, stop: int) -> list[str]:
        r"""The plain marks of a derivative that ``^{\prime}``, ``^{(4)}`` or ``^{\left(1,0\right)}`` is, where an argument follows."""
        close = self.partner.get(index + 1)
        if close is None or self.bracketed(close + 1 + (self.text(close + 1, stop) == "{"), stop) is None:
            return []
        inside = [token[0] for token in self.tokens[index + 2 : close] if token[0] not in _AROUND]
        if inside and all(text in ("'", "\\prime") for text in inside):
            return ["'"] * len(inside)
        orders = inside[1:-1:2]
        if (
            inside[:1] != ["("]
            or inside[-1] != ")"
            or not all(map(str.isdecimal, orders))
            or set(inside[2:-1:2]) > {","}
        ):
            return []
        if len(orders) == 1:
            return ["'"] * int(orders[0]) if len(orders[0]) < _HIGHEST else []
        return ["^", *inside]

    def derivative(self, index: int, stop: int) -> str | None:
        """The number in ``^{(1)}`` where an argument in parentheses follows."""
        if index + 1 not in self.partner:
            return None
        close = self.partner[index + 1]
        inside = [token[0] for token in self.tokens[index + 2 : close]]
        if len(inside) != 3 or inside[0] != "(" or inside[2] != ")" or not inside[1].isdecimal():
            return None
        return inside[1] if self.bracketed(close + 1, stop) is not None else None

    def index(self, at: int, stop: int) -> bool:
        """Whether a subscript is an index in brackets: ``x_{[0]}``."""
        return (
            self.text(at + 1, stop) == "{"
            and self.text(at + 2, stop) == "["
            and self.tokens[self.partner[at + 1] - 1][0] == "]"
        )

    def whole(self, part: range) -> list[Work]:
        r"""A group as it is, or the quotient that its ``\over`` makes of it."""
        return self.quotient(part) or [part]

    def quotient(self, part: range) -> list[Work] | None:
        first = bisect_left(self.quotients, part.start)
        if first == len(self.quotients) or self.quotients[first] >= part.stop:
            return None
        return latex_blocks.quotient(self.tokens, self.partner, part)

    def braces(self, index: int, stop: int, waiting: list[Work]) -> int:
        """A group in braces: a quotient, or brackets that need no braces around them. Gives 0 for any other."""
        close = self.partner[index]
        quotient = self.quotient(range(index + 1, close))
        if quotient is not None:
            waiting += quotient
            return close + 1
        first, last = index + 1, close - 1
        while first < last and self.tokens[first][0] in SKIPPED:
            first += 1
        while last > first and self.tokens[last][0] in SKIPPED:
            last -= 1
        if self.bracketed(first, close) == last:
            self.dropped.add(close)
            return index + 1
        return 0

    def bracketed(self, index: int, stop: int) -> int | None:
        """The closing bracket of a parenthesis that begins at a token, passing over what is no sign."""
        while self.text(index, stop) in ("\\left", "\\,", "\\big", "\\Big", "\\bigl", "\\Bigl"):
            index += 1
        close = self.rounds.get(index)
        return close if close is not None and close < stop else None

    def environment_follows(self, index: int, stop: int) -> bool:
        while self.text(index, stop) in SKIPPED:
            index += 1
        return self.text(index, stop) == "\\begin"

    def environment(self, index: int, stop: int, waiting: list[Work]) -> int:
        r"""``\begin{cases} ... \end{cases}``, or an environment around a formula."""
        block = latex_blocks.Block(self.spelling, self.tokens, self.partner, index)
        if block.name in latex_blocks.CASES:
            waiting += latex_blocks.cases(self.spelling, self.tokens, self.partner, block, index)
            return block.after
        texts = [self.tokens[at][0] for at in block.inside]
        if block.name not in latex_blocks.WHOLE or "\\\\" in texts[:-1]:
            message = f"the environment {block.name[:40]} is not a formula"
            raise self.spelling.fault("syntax", message, self.tokens[index], "give one formula, without an environment")
        self.dropped |= {at for at in block.inside if self.tokens[at][0] in ("&", "\\\\")}
        waiting += self.whole(block.inside)
        return block.after

    def accented(self, index: int, stop: int) -> int:
        r"""``\bar{x}`` is the name ``x_bar``."""
        token = self.tokens[index]
        inside, after = self.inside(index, index + 1, stop)
        name = "".join(part[0].lstrip("\\") for part in inside if part[0] not in SKIPPED)
        if len(inside) != 1 or not is_name(name):
            hint = f"write {token[0]}{{x}}"
            raise self.spelling.fault("syntax", f"{token[0]} stands over one letter", token, hint)
        name += "_" + ACCENTS[token[0]]
        if self.text(after, stop) == "_":
            subscript, after = self.subscript(after, stop)
            name += "_" + subscript
        self.out.append((name, token[1], self.tokens[after - 1][2]))
        return after

    def operator(self, index: int, stop: int, waiting: list[Work]) -> int:
        r"""``\operatorname{J}_{2}(x)``: what stands there is a function, whatever its letters mean elsewhere; 0 for any other."""
        _, start, end = self.tokens[index]
        inside, after = self.inside(index, index + 1, stop)
        name = "".join(part[0] for part in inside)
        prime = [token[0] for token in self.tokens[after : after + 4]] == ["^", "{", "\\prime", "}"]
        row = _OPERATORS.get(name)
        if row is None or (
            self.text(after, stop) not in ("_", "^", "{", "\\left") and self.bracketed(after, stop) is None
        ):
            known = function_named(name, called=True)
            if known is not None and known.is_letter and self.text(after, stop) in ("^", "{", "(", "\\left"):
                self.spelling.functions[name] = replace(known, is_letter=False)
            return 0
        if prime and row in ("airyai", "airybi"):
            row, after = row + "prime", after + 4
        below: list[Work] = []
        if self.text(after, stop) == "_":
            below, after = self.argument(index, after + 1, stop)
        shown = f"{row}_of"
        count = OPERATORS[row][1] if row in OPERATORS else 0
        if (count and not below) or (below and not count and row != "LambertW"):
            token = self.tokens[index]
            hint = "write \\operatorname{J}_{2}(x)" if count else f"write \\operatorname{{{name}}}(x)"
            raise self.spelling.fault("syntax", f"the order of {name} is missing or too many", token, hint)
        self.spelling.functions[shown] = _ordered(shown, row, len(below))
        waiting.append((shown, start, end))
        if below:
            waiting += (("[", start, end), *below, ("]", start, end))
        return after

    def separate(self, index: int) -> None:
        r"""A number after an operand and a blank, or after a group, is a factor: ``\log(2) 2^x``, ``x 2^x``."""
        if not self.out or not index:
            return
        start, before = self.tokens[index][1], self.out[-1][0]
        raw = self.tokens[index - 1]
        letter = is_name(before) and not _is_function(self.spelling, before)
        if before in (")", "]", "!") or (letter and self.spelling.source[start - 1].isspace()):
            if raw[0][0].isdecimal() and raw[2] == start:
                return
            self.out.append(("×", start, start))

    def refuse_letters(self, index: int) -> None:
        """Refuse what only TeX's rule would take apart: ``3.1E-3``, and letters that spell a function, as in ``sinx``."""
        tokens = self.tokens
        text, start, end = tokens[index]
        if text in "eE" and index and tokens[index - 1][2] == start and tokens[index - 1][0][-1:].isdecimal():
            digits = tokens[index + 1 : index + 3]
            if (
                len(digits) == 2
                and digits[0][0] in "+-"
                and digits[0][1] == end
                and digits[1][0].isdecimal()
                and digits[1][1] == end + 1
            ):
                power = digits[0][0].strip("+") + digits[1][0]
                hint = f"write {tokens[index - 1][0]} \\cdot 10^{{{power}}}, or a blank before {text} for the product"
                message = f"'{tokens[index - 1][0]}{text}{digits[0][0]}{digits[1][0]}' could be a number or a sum"
                raise self.spelling.fault("ambiguous", message, tokens[index], hint)
        if self.letter == index - 1 and index and tokens[index - 1][2] == start:
            return
        stop = index
        while (
            stop < len(tokens)
            and len(tokens[stop][0]) == 1
            and tokens[stop][0].isalpha()
            and tokens[stop][1] == start + stop - index
        ):
            stop += 1
        word = "".join(token[0] for token in tokens[index:stop])
        match = _GLUED(word) if stop - index > 2 else None
        if (
            stop - index > 2
            and match is None
            and stop < len(tokens)
            and tokens[stop][0] in "({"
            and tokens[stop][1] == tokens[stop - 1][2]
        ):
            hint = f"write \\operatorname{{{word[:40]}}} for a function, or blanks between the letters"
            message = f"'{word[:40]}' before a bracket could be a function or a product of letters"
            raise self.spelling.fault("ambiguous", message, tokens[index], hint)
        if match is not None:
            hint = f"write \\{match[0]}, with a blank after it, or blanks between the letters"
            message = f"'{word[:40]}' could be a product of letters or the function {match[0]}"
            raise self.spelling.fault("ambiguous", message, tokens[index], hint)

    def word(self, index: int, stop: int) -> tuple[str, int]:
        r"""The letters in the braces of ``\operatorname``, ``\mathrm`` and their like."""
        parts, after = self.inside(index, index + 1, stop)
        name = "".join(part[0].lstrip("\\") for part in parts if part[0] not in SKIPPED)
        if not is_name(name):
            token = self.tokens[index]
            raise self.spelling.fault("syntax", f"{token[0]} needs a name", token, f"write {token[0]}{{name}}")
        return name, after

    def subscript(self, index: int, stop: int) -> tuple[str, int]:
        """What stands after ``_``: letters, digits and commands, run together."""
        digits = self.text(index + 1, stop)
        if digits.isdecimal() and len(digits) > 1:
            hint = f"write _{{{digits}}} or _{{{digits[0]}}} \\cdot {digits[1:]}"
            raise self.spelling.fault("ambiguous", "LaTeX lowers only the first digit", self.tokens[index + 1], hint)
        parts, after = self.inside(index, index + 1, stop)
        words = []
        for text, start, end in parts:
            if text in SKIPPED or text in WORDS or text in "{}":
                continue
            word = "_" if text == "," else text.lstrip("\\")
            if not word.replace("_", "a").isalnum():
                token = (text, start, end)
                raise self.spelling.fault(
                    "syntax", "a subscript is letters and digits", token, "write x_{1} or x_{max}"
                )
            words.append(word)
        return "".join(words), after

    def unknown(self, token: Token) -> Any:
        name = token[0]
        hint = ADVICE.get(name)
        if hint is None:
            from difflib import get_close_matches  # only an error needs it

            known = [
                *SAME,
                *FRACTIONS,
                *WORDS,
                "\\sqrt",
                *(f"\\{each}" for each in (*GREEK, "sin", "cos", "tan", "exp", "ln", "log")),
            ]
            close = get_close_matches(name[:40], [each for each in known if each[0] == "\\"], 1)
            hint = f"did you mean '{close[0]}'?" if close else "a name is \\mathrm{name}"
        return self.spelling.fault("syntax", f"the command {name[:40]} is not known here", token, hint)


def _partners(spelling: Spelling) -> dict[int, int]:
    """The closing brace of each opening one."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(spelling.tokens):
        if token[0] == "{":
            opened.append(index)
        elif token[0] == "}":
            if not opened:
                raise spelling.fault("unbalanced", "'}' closes nothing: its partner is missing", token)
            partner[opened.pop()] = index
    if opened:
        raise spelling.fault(
            "unbalanced", "'{' is never closed: its partner '}' is missing", spelling.tokens[opened[-1]]
        )
    return partner


def _is_function(spelling: Spelling, name: str) -> bool:
    function = spelling.functions.get(name) or function_named(name, called=False)
    return function is not None and not function.is_letter and name not in spelling.variables


def _ordered(name: str, row: str, below: int) -> Function:
    """The function of a row, with so many operands below the line."""
    known = function_named(row, called=True)
    assert known is not None
    readings = known.readings
    if row == "LambertW" and below:
        readings = (Reading(2, 2, lambda builder, k, u: known.readings[0].build(builder, u, k)),)
    return Function(name, readings, known.operator, below=bool(below))


_OPERATORS = {letters: row for row, (letters, _) in OPERATORS.items()}


def _join_decimals(spelling: Spelling) -> None:
    """``1{,}5`` is 1.5; three digits after the comma could be thousands."""
    tokens = spelling.tokens
    for index in range(len(tokens) - 5, -1, -1):
        whole, after = tokens[index], tokens[index + 4]
        if [token[0] for token in tokens[index + 1 : index + 4]] != ["{", ",", "}"]:
            continue
        if whole[0].isdecimal() and after[0].isdecimal() and after[1] == whole[2] + 3:
            if len(after[0]) == 3:
                hint = f"write {whole[0]}{after[0]} or {whole[0]}.{after[0]}"
                message = f"'{whole[0]}{{,}}{after[0]}' could be {whole[0]}{after[0]} or {whole[0]}.{after[0]}"
                raise spelling.fault("ambiguous", message, (whole[0], whole[1], after[2]), hint)
            tokens[index : index + 5] = [(f"{whole[0]}.{after[0]}", whole[1], after[2])]


SYNTAX = Syntax(
    name="latex",
    token=(
        r"(?<![A-Za-z\\])(?:[dt]?frac|sqrt)(?=\{)|(?<![A-Za-z\\])(?:arc)?(?:sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|exp|ln|log|lg)(?![A-Za-z])|"  # no backslash
        rf"\\[A-Za-z]+\*?|\\[^A-Za-z]|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|[^\W\d_][{SUBSCRIPTS}]*|[{SUPERSCRIPTS}]+|[:=<>!]=|[^ \t]"
    ),
    same=PLAIN.same,
    spell=spell,
    ends_arguments=True,
)
