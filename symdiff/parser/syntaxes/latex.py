r"""LaTeX: commands, braces and subscripts told in plain tokens. Imports ``names``, ``bars`` and ``syntax``.

What waits to be told is a list of work, the next on top: a range of tokens, or a plain token. So nesting costs memory of
the heap, and operands may change places (``\sqrt[3]{x}`` is ``root(x, 3)``).
"""

from __future__ import annotations

import re
from typing import Any

from symdiff.operators import log
from symdiff.parser.names import CONSTANT_NAMES, Function, Reading, function_named, is_name
from symdiff.parser.syntax import PLAIN, SUBSCRIPTS, SUPERSCRIPTS, Spelling, Syntax, Token
from symdiff.parser.syntaxes import latex_requests
from symdiff.parser.syntaxes.latex_tables import ADVICE, FRACTIONS, GREEK, SAME, SKIPPED, WORDS
from symdiff.parser.tokens import parse_number

Work = Token | range
"""A plain token as it is, or the tokens of a range."""

_LETTER = re.compile(r"[^\W\d_]").fullmatch


def spell(spelling: Spelling) -> None:
    """Tell LaTeX in plain tokens."""
    _Speller(spelling).run()


class _Speller:
    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        spelling.tokens = self.tokens = [
            ("\\" + text if text.isalpha() and len(text) > 1 else text, start, stop)
            for text, start, stop in spelling.tokens
        ]
        self.partner = _partners(spelling)
        self.out: list[Token] = []
        self.work: list[Work] = []
        self.letter = -1
        """The last token that was a letter, as an index of ``tokens``."""

    def run(self) -> None:
        work = self.work
        work.append(range(len(self.tokens)))
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
        if text in SKIPPED:
            return index + 1
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
            return self.logarithm(index, stop)
        if text == "^":
            return self.exponent(index, stop)
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
        if text == "{" and self.text(index + 1, stop) == "}":
            return index + 2
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
            return [range(index + 1, self.partner[index])], self.partner[index] + 1
        _, start, end = self.tokens[index]
        if text[0].isdecimal() and len(text) > 1:
            self.tokens[index] = (text[1:], start + 1, end)
            return [(text[0], start, start + 1)], index
        if text in FRACTIONS or text in WORDS or text == "\\sqrt":
            raise self.spelling.fault(
                "syntax", f"the argument {text} needs braces", self.tokens[index], "write {" + text + "{...}}"
            )
        return [range(index, index + 1)], index + 1

    def inside(self, command: int, index: int, stop: int) -> tuple[list[Token], int]:
        """The tokens of an argument, as they stand."""
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
                if self.out and self.out[-1][0] != "=":
                    raise latex_requests.refused_inside(self.spelling, token)
                words, rest = request
                latex_requests.refuse_unknown(self.spelling, self.tokens, words, rest)
                waiting += [(word, start, self.tokens[after - 1][2]) for word in words]
                if rest:
                    waiting += (("(", start, end), rest, (")", start, end))
                return after
        opening, closing = ("(", start, end), (")", start, end)
        waiting += (opening, opening, *top, closing, ("/", start, end), opening, *bottom, closing, closing)
        return after

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
        radicand, after = self.argument(index, after, stop)
        waiting += (
            ("root" if degree else "sqrt", start, end),
            ("(", start, end),
            *radicand,
            *degree,
            (")", start, end),
        )
        return after

    def logarithm(self, index: int, stop: int) -> int:
        r"""``\log_2 x``: the base is a number or a letter, and becomes part of the function."""
        token = self.tokens[index]
        digits = self.text(index + 2, stop)
        if digits[:1].isdecimal() and len(digits) > 1:
            hint = f"write {token[0]}_{{{digits}}} or {token[0]}_{{{digits[0]}}} {digits[1:]}"
            raise self.spelling.fault("ambiguous", "LaTeX lowers only the first digit", self.tokens[index + 2], hint)
        inside, after = self.inside(index, index + 2, stop)
        text = "".join(item[0] for item in inside)
        if token[0] != "\\log" or not (text[:1].isdecimal() or (len(text) == 1 and _LETTER(text))):
            hint = "write \\frac{\\ln x}{\\ln b}"
            raise self.spelling.fault(
                "syntax", "the base of a logarithm is a number or a letter here", self.tokens[index + 1], hint
            )
        name = f"log_base{len(self.spelling.functions)}"
        self.spelling.functions[name] = Function("log_b", (Reading(1, 1, _to_base(text)),), None)
        self.out.append((name, token[1], self.tokens[after - 1][2]))
        return after

    def exponent(self, index: int, stop: int) -> int:
        """A power takes a group or one token, and two digits without braces are refused: TeX raises the first alone."""
        text = self.text(index + 1, stop)
        if text[:1].isdecimal() and len(text) > 1:
            hint = f"write ^{{{text}}} or ^{{{text[0]}}} \\cdot {text[1:]}"
            raise self.spelling.fault(
                "ambiguous", "LaTeX raises only the first digit of this power", self.tokens[index + 1], hint
            )
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
            if self.letter == index - 1 and index:
                pair = self.tokens[index - 1][0] + text
                self.spelling.notes[
                    f"in LaTeX letters side by side are a product: '{pair}' is {pair[0]}*{pair[1]}; "
                    f"one name is \\mathrm{{{pair}}}"
                ] = None
            self.letter = index
        if self.text(after, stop) == "_":
            subscript, after = self.subscript(after, stop)
            name += "_" + subscript
        end = self.tokens[after - 1][2]
        if greek and name != "Gamma":
            self.spelling.variables.add(name)
            if name in ("gamma", "beta", "zeta", "psi") and self.text(after, stop) in ("(", "\\left"):
                hint = f"write \\{name} \\cdot (...) or \\mathrm{{{'Gamma' if name == 'gamma' else name}}}(...)"
                message = f"{text} before a parenthesis could be a variable or a function"
                raise self.spelling.fault("ambiguous", message, self.tokens[index], hint)
        self.out.append((name, start, end))
        return after

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


def _to_base(text: str) -> Any:
    def build(builder: Any, u: Any) -> Any:
        if text[0].isdecimal():
            base = builder.number(parse_number(text))
        else:
            base = builder.constant(CONSTANT_NAMES[text]) if text in CONSTANT_NAMES else builder.symbol(text)
        reciprocal = builder.power(builder.call(log, (base,)), builder.number(-1))
        return builder.product((builder.call(log, (u,)), reciprocal))

    return build


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


SYNTAX = Syntax(
    name="latex",
    token=(
        r"(?<![A-Za-z\\])(?:arc)?(?:sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|exp|ln|log|lg)(?![A-Za-z])|"  # no backslash
        rf"\\[A-Za-z]+\*?|\\[^A-Za-z]|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|[^\W\d_][{SUBSCRIPTS}]*|[{SUPERSCRIPTS}]+|[:=<>!]=|[^ \t]"
    ),
    same=PLAIN.same,
    spell=spell,
    ends_arguments=True,
)
