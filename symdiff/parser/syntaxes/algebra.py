"""What Maxima and Maple share: statements around a formula, and ``if ... then ... else ...``. Imports ``syntax`` and ``names``."""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.parser.names import is_name
from symdiff.parser.syntax import Spelling, Token

_CLOSING = frozenset((")", "]", "}", ",", ""))


def without_statement(spelling: Spelling, assigns: frozenset[str], ends: frozenset[str]) -> None:
    """The formula of ``y := ...;`` and ``f(x) := ...``, and of ``x -> ...``, with the names of the arguments."""
    tokens = spelling.tokens
    while tokens and tokens[-1][0] in ends:
        del tokens[-1]
    texts = [text for text, _, _ in tokens]
    at = next((index for index, text in enumerate(texts) if text in assigns), 0)
    if at == 1 and is_name(texts[0]):
        spelling.tokens = tokens = tokens[2:]
    elif at > 2 and is_name(texts[0]) and texts[1] == "(" and texts[at - 1] == ")":
        arguments = _names(texts[2 : at - 1])
        if arguments:
            spelling.tokens, spelling.arguments = tokens[at + 1 :], arguments
            return
    texts = [text for text, _, _ in tokens]
    if "->" in texts:
        at = texts.index("->")
        arguments = _names(texts[1 : at - 1] if texts[:1] == ["("] else texts[:at])
        if arguments:
            spelling.tokens, spelling.arguments = tokens[at + 1 :], arguments


def _names(texts: list[str]) -> tuple[str, ...]:
    named = len(texts) % 2 == 1 and all(text == "," if at % 2 else is_name(text) for at, text in enumerate(texts))
    return tuple(texts[::2]) if named else ()


def with_choices(spelling: Spelling, tokens: list[Token]) -> list[Token]:
    """``if a then b elseif c then d else e`` as ``if(a, b, c, d, e)``, which ends where the bracket around it does."""
    if not any(text == "then" for text, _, _ in tokens):
        return tokens
    result: list[Token] = []
    waiting: list[list[Token]] = [[]]
    """Per bracket that is open, the words ``if`` whose last value is being read."""
    for token in [*tokens, ("", tokens[-1][2], tokens[-1][2])]:
        text, start, stop = token
        if text in _CLOSING:
            for opened in waiting[-1]:
                if not opened[0].endswith("else"):
                    raise spelling.fault("syntax", "'if' without 'else' has no value elsewhere", opened, "add else ...")
                result.append((")", start, start))
            waiting[-1] = []
            if text in (")", "]", "}") and len(waiting) > 1:
                waiting.pop()
        if text in ("(", "[", "{"):
            waiting.append([])
        if text == "if":
            waiting[-1].append(("if", start, stop))
            result += [("if", start, stop), ("(", start, stop)]
        elif text in ("then", "elseif", "elif"):
            result.append((",", start, stop))
        elif text == "else" and waiting[-1]:
            waiting[-1] = (
                [*waiting[-1][:-1], ("else", *waiting[-1][-1][1:])] if waiting[-1][-1][0] == "if" else waiting[-1]
            )
            result.append((",", start, stop))
        elif text not in ("fi", ""):
            result.append(token)
    return result


def renamed(
    spelling: Spelling,
    tokens: list[Token],
    names: Mapping[str, str],
    variables: Mapping[str, str],
    title: str,
    noted: Mapping[str, str],
) -> list[Token]:
    """The tokens with the names of the plain syntax; what means something else here than there is noted."""
    result: list[Token] = []
    for token in tokens:
        text, start, stop = token
        if text in variables:
            spelling.variables.add(text)
            spelling.notes[f"in {title} '{text}' is a variable; the constant is {variables[text]}"] = None
        elif text in noted:
            spelling.notes[f"in {title} {noted[text]}"] = None
        result += [(part, start, stop) for part in names.get(text, text).split()]
    return result
