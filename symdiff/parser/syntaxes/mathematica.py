"""Mathematica and the Wolfram language, told in plain tokens. Imports ``code``, ``names`` and ``syntax``."""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.names import function_named, is_name
from symdiff.parser.syntax import NUMBER, PLAIN, TOKEN, Spelling, Syntax, Token
from symdiff.parser.syntaxes.code import templates

_EVEN: Final = "if(x - floor(x) < 1/2, floor(x), if(x - floor(x) > 1/2, floor(x) + 1, 2*floor(floor(x)/2 + 1/2)))"
_FUNCTIONS: Final = {
    "ArcTan(x, y)": "atan2(y, x)",
    "Log(b, x)": "log(x, b)",
    "Round(x)": _EVEN,
    "Sinc(x)": "sinc(x)",
    "UnitStep(x)": "if(x >= 0, 1, 0)",
    "Boole(x)": "x",
    "Power(x, y)": "x^y",
    "Times(x, y)": "x*y",
    "Times(x, y, z)": "x*y*z",
    "Plus(x, y)": "x + y",
    "Plus(x, y, z)": "x + y + z",
    "Subtract(x, y)": "x - y",
    "Divide(x, y)": "x/y",
    "Minus(x)": "-x",
    "Rational(x, y)": "x/y",
    "Quotient(x, y)": "floor(x/y)",
    "Mod(x, y)": "mod(x, y)",
    "FractionalPart(x)": "x - trunc(x)",
    "IntegerPart(x)": "trunc(x)",
    "Clip(x)": "min(max(x, -1), 1)",
    "Ramp(x)": "max(x, 0)",
    "N(x)": "x",
    "N(x, n)": "x",
    "Re(x)": "x",
    "Im(x)": "0*x",
    "Conjugate(x)": "x",
    "Sqrt(x)": "sqrt(x)",
    "Haversine(x)": "(1 - cos(x))/2",
    "PolyGamma(x)": "digamma(x)",
    "EllipticE(x, m)": "elliptic_e(x, m)",
    "Erf(x, y)": "erf(y) - erf(x)",
    "Gamma(a, x, y)": "uppergamma(a, x) - uppergamma(a, y)",
    "UnitBox(x)": "if(abs(x) <= 1/2, 1, 0)",
    "Normal(x)": "x",
    "Simplify(x)": "x",
    "FullSimplify(x)": "x",
    "Expand(x)": "x",
    "Factor(x)": "x",
    "Hold(x)": "x",
    "HoldForm(x)": "x",
    "Evaluate(x)": "x",
    "Total(x)": "!a list is no number|write the sum out",
}
"""What functions mean that the plain syntax lacks, or reads with its operands the other way round."""
_SPELLED: Final = {
    "E": "ℯ", "Pi": "π", "\\[Pi]": "π", "\\[ExponentialE]": "ℯ", "CubeRoot": "cbrt", "HeavisideTheta": "Heaviside", "RealAbs": "abs",
    "RealSign": "sign", "&&": "and", "||": "or", "\\[And]": "and", "\\[Or]": "or", "\\[Not]": "not", "\\[Times]": "×", "\\[Divide]": "/",
    "\\[LessEqual]": "<=", "\\[GreaterEqual]": ">=", "\\[NotEqual]": "!=", "\\[Equal]": "==", "\\[Minus]": "-", "Unequal": "Ne",
    "\\[InvisibleTimes]": "×", "Abs": "abs", "LogGamma": "loggamma", "Ceiling": "ceiling",
}  # fmt: skip
_DEGREES: Final = frozenset(("Degree", "\\[Degree]"))
"""The constant pi/180, which is a factor of its own."""
_RELATIONS: Final = {
    "Less": "<",
    "LessEqual": "<=",
    "Greater": ">",
    "GreaterEqual": ">=",
    "Equal": "==",
    "Unequal": "!=",
}
_BINDING: Final = {
    name: name.removeprefix("N") for name in ("Integrate", "NIntegrate", "Sum", "NSum", "Product", "NProduct")
}
"""What takes ranges ``{t, a, b}``, with the name that it is told by."""
_MEANT: Final = {"e": "E", "pi": "Pi", "EulerGamma": "", "GoldenRatio": ""}
_WHOLE: Final = re.compile(rf"({NUMBER})?(``?[0-9.]*)?(?:\*\^([-+]?[0-9]+))?").fullmatch
_DEEPEST: Final = 40
_OPENING: Final = {"[": "]", "(": ")", "{": "}", "[[": "]]"}
_ENDS: Final = frozenset(("+", "-", ",", "*", "×", "==", "<", ">", "<=", ">=", "!=", "and", "or"))
_REFUSED: Final = {
    "'": ("a prime stands for the derivative of a function that nothing describes", "write D[..., x]"),
    "/.": ("a rule is no part of a formula", "put the value in its place"),
    "//": ("a formula alone is expected", "leave out what follows //"),
    "#": ("a pure function has no names", "write its formula with a name"),
    "->": ("a rule is no part of a formula", "put the value in its place"),
    "!!": ("'!!' is the double factorial, which is not supported", "write (x!)! for the factorial of a factorial"),
}


def _with_derivatives(tokens: list[Token]) -> list[Token]:
    """``Derivative[1, 0][f][x, y]`` as ``f^(1, 0)[x, y]``, of one operand with primes."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        texts = [text for text, _, _ in tokens[index : index + 3]]
        end = index + 2
        while (
            texts[:2] == ["Derivative", "["]
            and end < len(tokens)
            and (tokens[end][0].isdecimal() or tokens[end][0] == ",")
        ):
            end += 1
        name = [text for text, _, _ in tokens[end : end + 5]]
        if end == index + 2 or len(name) < 5 or (name[0], name[1], name[3], name[4]) != ("]", "[", "]", "["):
            result.append(tokens[index])
            index += 1
            continue
        orders = tokens[index + 2 : end]
        start = tokens[index][1:]
        result.append(tokens[end + 2])
        if len(orders) == 1 and len(orders[0][0]) < _HIGHEST:
            result += [("'", *start)] * int(orders[0][0])
        else:
            result += [("^", *start), ("(", *start), *orders, (")", *start)]
        index = end + 4
    return result


def _with_active(tokens: list[Token]) -> list[Token]:
    """``Inactive[Integrate][...]`` as ``Integrate[...]``: what is not computed there is not here either."""
    result: list[Token] = []
    for at, token in enumerate(tokens):
        before = [text for text, _, _ in tokens[max(at - 3, 0) : at]]
        closes = token[0] == "]" and before[:2] == ["Inactive", "["]
        if token[0] != "Inactive" and before[-1:] != ["Inactive"] and not closes:
            result.append(token)
    return result


def _is_primed(tokens: list[Token], index: int) -> bool:
    """Whether a prime stands between a name, or another prime, and the bracket of an argument."""
    while tokens[index][0] == "'" and index:
        index -= 1
    end = index + 1
    while end < len(tokens) and tokens[end][0] == "'":
        end += 1
    return is_name(tokens[index][0]) and end < len(tokens) and tokens[end][0] in ("[", "(")


_HIGHEST: Final = 3  # digits of an order and one more


def spell(spelling: Spelling) -> None:
    """Tell Mathematica in plain tokens."""
    spelling.tokens = [token for token in spelling.tokens if not token[0].startswith("(*")]
    while spelling.tokens and spelling.tokens[-1][0] in (";", "\n"):
        del spelling.tokens[-1]
    texts = [text for text, _, _ in spelling.tokens]
    if "Derivative" in texts:
        spelling.tokens = _with_derivatives(spelling.tokens)
    if "Inactive" in texts:
        spelling.tokens = _with_active(spelling.tokens)
    spelling.tokens = _with_parts_closed(spelling.tokens)
    _without_statement(spelling)
    texts = [text for text, _, _ in spelling.tokens[:2]]
    if texts == ["D", "["]:
        parts, last = _parts(spelling.tokens, 1)
        asked = spelling.tokens[2 + len(parts[0]) : last]
        head, end = spelling.tokens[:2], spelling.tokens[last:]
        spelling.tokens = [*head, *_called(spelling, _prefixed(parts[0])), *asked, *end]
    else:
        spelling.tokens = _called(spelling, _prefixed(spelling.tokens))
    result: list[Token] = []
    tokens = spelling.tokens
    if texts == ["d", "/"]:
        spelling.notes["in Mathematica d/dx is a quotient of variables; the derivative is D[..., x]"] = None
    divided = [False]
    """Whether a division stands before in the same term, whose product without a sign is of the last factor alone: ``1/2x``."""
    for index, token in enumerate(tokens):
        text, start, stop = token
        if text in _REFUSED and not (text == "'" and _is_primed(tokens, index)):
            raise spelling.fault("syntax", _REFUSED[text][0], token, _REFUSED[text][1])
        if text == "I":
            raise spelling.fault("reserved-name", "'I' does not stand for a real number", token)
        plain = _SPELLED.get(text, text)
        if text.startswith("\\[") and plain == text:
            plain = text[2:-1].lower() if len(text) > 4 else text[2:-1]
        elif _MEANT.get(text):
            spelling.variables.add(text)
            spelling.notes[f"in Mathematica '{text}' is a variable; the constant is {_MEANT[text]}"] = None
        elif text[0].isdigit() or (text[0] == "." and len(text) > 1):
            plain = _number(text)
        before = result[-1][0] if result else ""
        if text in _DEGREES:
            factor = ("(", "π", "/", "180", ")")
            result += [("×", start, start)] * _begins_factor(result, "(") if result else []
            result += [(part, start, stop) for part in factor]
            continue
        if (
            (plain[0] in "0123456789." or (plain == "(" and before[:1].isdecimal()))
            and (
                before[:1].isdecimal()
                or before in (")", "]", "°")
                or (is_name(before) and tokens[index - 1][2] < start)
            )
            and function_named(before, called=False) is None
        ) or (result and divided[-1] and _begins_factor(result, plain)):
            result.append(("×", start, start))
        result.append((plain, start, stop))
        if plain in ("(", "["):
            divided.append(False)
        elif plain in (")", "]"):
            divided = divided[:-1] or [False]
        elif plain == "/" or plain in _ENDS:
            divided[-1] = plain == "/"
    for name, function in templates(tuple(_FUNCTIONS.items())).items():
        spelling.functions[name] = function
    spelling.tokens = result


def _with_parts_closed(tokens: list[Token]) -> list[Token]:
    """The two brackets that close ``[[`` as one token."""
    result: list[Token] = []
    opened: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        text, start, _ = token
        if text in ("[", "[[", "(", "{"):
            opened.append(text)
        elif text in ("]", ")", "}"):
            closes = opened.pop() if opened else ""
            if closes == "[[" and [each[0] for each in tokens[index : index + 2]] == ["]", "]"]:
                result.append(("]]", start, tokens[index + 1][2]))
                index += 2
                continue
        result.append(token)
        index += 1
    return result


def _begins_factor(result: list[Token], text: str) -> bool:
    """Whether a token begins a factor right after another."""
    before = result[-1][0]
    ends = before in (")", "]", "!", "°") or before[0].isalnum() or before[0] in "πℯ."
    begins = text in ("(", "√") or text[0].isalnum() or text[0] in "πℯ"
    return ends and begins and not (text == "(" and is_name(before) and function_named(before, called=True) is not None)


def _number(text: str) -> str:
    """``1.5*^-3`` and ``1.5`20`` as plain numbers: a mark of precision does not change the value."""
    match = _WHOLE(text)
    if match is None or match[1] is None:
        return text
    return match[1] + (f"e{match[3]}" if match[3] else "")


def _without_statement(spelling: Spelling) -> None:
    """``f[x_] := ...`` and ``y = ...``: the formula, with the names of the arguments."""
    tokens = spelling.tokens
    texts = [text for text, _, _ in tokens]
    for sign in (":=", "="):
        if sign not in texts[1:]:
            continue
        at = texts.index(sign)
        if at == 1 and is_name(texts[0]):
            spelling.tokens = tokens[2:]
        elif texts[1] == "[" and texts[at - 1] == "]":
            inside = [text.rstrip("_") for text in texts[2 : at - 1] if text not in ("_", ",")]
            if inside and all(map(is_name, inside)):
                spelling.tokens, spelling.arguments = tokens[at + 1 :], tuple(inside)
        return


def _prefixed(tokens: list[Token]) -> list[Token]:
    """``Sin @ x`` is ``Sin[x]``, and ``x // Sin`` too."""
    tokens = list(tokens)
    if sum(token[0] == "@" for token in tokens) > _DEEPEST:
        return tokens
    for index in range(len(tokens) - 2, 0, -1):
        text, start, stop = tokens[index]
        if text == "@":
            last = _operand_end(tokens, index + 1)
            end = tokens[last][2]
            tokens[index : last + 1] = [("[", start, stop), *tokens[index + 1 : last + 1], ("]", end, end)]
    if len(tokens) > 2 and tokens[-2][0] == "//" and is_name(tokens[-1][0]):
        _, start, stop = tokens[-1]
        tokens = [tokens[-1], ("[", start, start), *tokens[:-2], ("]", stop, stop)]
    return tokens


def _operand_end(tokens: list[Token], first: int) -> int:
    """The last token of an operand: a name with its brackets, a number or a group."""
    at = first
    while True:
        if tokens[at][0] in _OPENING:
            return _closing(tokens, at)
        after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
        if after == "@":
            at += 2
        elif after in ("[", "[["):
            at += 1
        else:
            return at
        if at >= len(tokens):
            return len(tokens) - 1


def _closing(tokens: list[Token], opening: int) -> int:
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index][0] in _OPENING
        depth -= tokens[index][0] in _OPENING.values()
        if depth == 0:
            return index
    return len(tokens) - 1


def _called(spelling: Spelling, tokens: list[Token], depth: int = 0) -> list[Token]:
    """Conditionals, lists of pieces, parts and relations that are written as calls."""
    if depth > _DEEPEST:
        raise spelling.fault(
            "too-deep", f"conditionals are nested deeper than {_DEEPEST}", tokens[0] if tokens else ("", 0, 0)
        )
    result: list[Token] = []
    waiting: list[str] = []
    """What closes the brackets that are open."""
    binding: list[int] = []
    """How many are open where an integral or a sum reads its range."""
    index = 0
    while index < len(tokens):
        after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if tokens[index][0] in _BINDING and after == "[":
            tokens = _with_ranges(spelling, tokens, index)
        token = tokens[index]
        text, start, stop = token
        if text in ("If", "Which", "Piecewise", "Boole") and after == "[":
            result += _conditional(spelling, tokens, index, depth + 1)
            index = _closing(tokens, index + 1) + 1
            continue
        if text in _RELATIONS and after == "[":
            parts, last = _parts(tokens, index + 1)
            told = [_called(spelling, part, depth + 1) for part in parts]
            result.append(("(", start, start))
            for number, part in enumerate(told):
                result += [(_RELATIONS[text], start, stop)] * bool(number) + [
                    ("(", start, start),
                    *part,
                    (")", stop, stop),
                ]
            result.append((")", stop, stop))
            index = last + 1
            continue
        if text == "[[":
            result.append(("[", start, stop))
            waiting.append("]]")
        elif text == "[":
            named = result[-1][0] if result else ""
            component = is_name(named) and function_named(named, called=True) is None and named[0].islower()
            first = tokens[index + 1][0] if index + 1 < len(tokens) else ""
            result.append(("[" if component and first.isdecimal() else "(", start, stop))
            waiting.append("]" if result[-1][0] == "[" else ")")
            if named in _BINDING or named == "D":
                binding.append(len(waiting))
        elif text in ("]", "]]"):
            if binding and binding[-1] == len(waiting):
                binding.pop()
            closes = waiting.pop() if waiting else text
            result.append(("]" if closes == "]]" else closes if text == "]" else text, start, stop))
        elif text == "{" and binding and binding[-1] == len(waiting):
            result.append(("(", start, stop))
            waiting.append(")")
        elif text == "}" and binding and binding[-1] == len(waiting) - 1:
            result.append((waiting.pop(), start, stop))
        elif text == "{":
            raise spelling.fault("syntax", "a list is no number", token, "give one formula")
        else:
            result.append(token)
        index += 1
    return result


def _with_ranges(spelling: Spelling, tokens: list[Token], index: int) -> list[Token]:
    """The tokens with the ranges of an integral or a sum in the plain order: its first is the outermost here, and ``{k, n}`` begins at 1."""
    name, start, stop = tokens[index]
    parts, last = _parts(tokens, index + 1)
    ranges: list[list[Token]] = []
    for part in parts[1:]:
        inside = _parts(part, 0)[0] if part and part[0][0] == "{" else []
        if len(inside) == 2 and _BINDING[name] != "Integrate":
            first = part[1][1:]
            ranges.append([(",", start, stop), *part[:2], (",", *first), ("1", *first), *part[2:]])
            continue
        if len(inside) != 3 and (inside or len(parts) > 2):
            hint = "write {t, a, b}"
            raise spelling.fault(
                "syntax", "a range is a variable and two bounds", part[0] if part else tokens[index], hint
            )
        ranges.append([(",", start, stop), *part])
    told = [(_BINDING[name], start, stop), tokens[index + 1], *parts[0]]
    for part in reversed(ranges):
        told += part
    return [*tokens[:index], *told, *tokens[last:]]


def _parts(tokens: list[Token], opening: int) -> tuple[list[list[Token]], int]:
    """What stands between the commas inside a bracket, and the index of the one that closes it."""
    last = _closing(tokens, opening)
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opening + 1 : last]:
        depth += token[0] in _OPENING
        depth -= token[0] in _OPENING.values()
        if token[0] == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, last


def _conditional(spelling: Spelling, tokens: list[Token], index: int, depth: int) -> list[Token]:
    name, start, stop = tokens[index]
    parts, _ = _parts(tokens, index + 1)
    if name == "Piecewise":
        pairs = [_parts(each, 0)[0] for each in _parts(parts[0], 0)[0] if each]
        if parts[0][:1] == [] or parts[0][0][0] != "{" or any(len(pair) != 2 for pair in pairs):
            hint = "write Piecewise[{{x, x < 1}, {1, True}}]"
            raise spelling.fault("syntax", "Piecewise takes a list of pairs", tokens[index], hint)
        otherwise = parts[1] if len(parts) > 1 else [("0", start, stop)]
        listed = [each for value, condition in pairs for each in (condition, value)] + [otherwise]
    elif name == "Boole":
        listed = [parts[0], [("1", start, stop)], [("0", start, stop)]]
    else:
        listed = parts
    truths = {"True": ("True", start, stop)}
    if name == "Which" and len(listed) % 2 == 0 and [each[0] for each in listed[-2]] == ["True"]:
        del listed[-2]
    result: list[Token] = [("if", start, stop), ("(", start, stop)]
    for number, part in enumerate(listed):
        told = [truths.get(each[0], each) for each in _called(spelling, part, depth)]
        result += [(",", start, stop)] * bool(number) + told
    return [*result, (")", stop, stop)]


SYNTAX = Syntax(
    name="mathematica",
    token=(
        rf"\\\[[A-Z]\w*\]|\(\*[\s\S]*?\*\)|{NUMBER}(?:``?[0-9.]*)?\*\^[-+]?[0-9]+|{NUMBER}``?[0-9.]*|{NUMBER}"
        rf"|\[\[|:=|/\.|//|->|!!|&&|\|\||[A-Za-z][A-Za-z0-9]*_(?![A-Za-z0-9])|{TOKEN}"
    ),
    same=PLAIN.same,
    spell=spell,
    applies=True,
    base=1,
    reads=(
        ("Sin[x]^2", "sin(x)^2"),
        ("2/3 Cos[x]", "(2/3)*cos(x)"),
        ("1/2x", "(1/2)*x"),
        ("Log[2, x]", "log(x, 2)"),
        ("ArcTan[x, y]", "atan2(y, x)"),
        ("x[[1]]^2 + 3 x[[2]]", "x[1]^2 + 3*x[2]"),
        ("a[0] x", "a[0]*x"),
        ("x^2 Degree", "x^2*pi/180"),
        ("ArcSin[Cos[x[[1]]]]", "asin(cos(x[1]))"),
        ("If[x > 1, x^2, -x]", "if(x > 1, x^2, -x)"),
        ("Which[x < 0, -x, x < 1 && x != 2, x^2, True, 3]", "if(x < 0, -x, x < 1 and x != 2, x^2, 3)"),
        ("Integrate[Sin[x t], {t, 0, x}]", "Integral(sin(x*t), (t, 0, x))"),
        ("Integrate[Sin[t]/t, t]", "Integral(sin(t)/t, t)"),
        ("Integrate[x s t, {s, 0, x}, {t, 0, s}]", "Integral(x*s*t, (t, 0, s), (s, 0, x))"),
        ("Inactive[Integrate][t x, {t, 0, x}]", "Integral(t*x, (t, 0, x))"),
        ("NSum[x^k/k, {k, 1, n}]", "Sum(x^k/k, (k, 1, n))"),
        ("Sum[x^k/k, {k, n}]", "Sum(x^k/k, (k, 1, n))"),
        ("Product[x + k, {k, 1, Infinity}]", "Product(x + k, (k, 1, oo))"),
        ("Piecewise[{{x^2, x > 1}}, -x]", "if(x > 1, x^2, -x)"),
        ("Piecewise[{{x^2, x > 1}, {x, x < 0}}]", "if(x > 1, x^2, x < 0, x, 0)"),
        ("Boole[x > 1] y", "if(x > 1, 1, 0)*y"),
        ("1.5*^-3 x", "0.0015*x"),
        ("1.5`20 x", "1.5*x"),
        ("x^2 (* the square *)", "x^2"),
        ("Sin @ x", "sin(x)"),
        ("x^2 // Sin", "sin(x^2)"),
        ("30 Degree x", "30°*x"),
        ("f[x_] := x^2 + a", "x^2 + a"),
        ("Power[E, x]", "exp(x)"),
        ("Less[x, 1] // Boole", "if(x < 1, 1, 0)"),
        ("x f'[x] + D[f[x], {x, 2}]", "x*f'(x) + f''(x)"),
        ("x Derivative[1, 0][f][x, y]", "x*f^(1, 0)(x, y)"),
    ),
    refuses=(
        ("f'", "syntax", "D[x^2, x]"),
        ("x /. x -> 2", "syntax", "2"),
        ("{x, y}", "syntax", "x"),
        ("Sum[x^k, {k, 1, n, 2}]", "syntax", "{t, a, b}"),
        ("x!!", "syntax", "(x!)!"),
        ("2 I", "reserved-name", "a real number"),
    ),
    differs=(
        "`E` and `Pi` are the constants; `e` and `pi` are variables, with a note.",
        "`1/2x` is half of x: a product without a sign is no tighter than one with it.",
        "`Log[b, x]` has the base first, `ArcTan[x, y]` the abscissa.",
        "Components count from 1: `x[[1]]`.",
        "`Round` goes to the even number at a half; `UnitStep[0]` is 1.",
        "`Piecewise` without a last value is 0 elsewhere.",
    ),
)
