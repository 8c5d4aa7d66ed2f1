"""Texts of matrix expressions as tokens of one grammar: what each syntax writes in its own signs. Imports ``errors`` and ``frozen``."""

from __future__ import annotations

import re

from symdiff.errors import Span, fault
from symdiff.frozen import Frozen


class Token(Frozen):
    """A piece of text and its place."""

    text: str
    start: int
    stop: int


class Syntax(Frozen):
    """A way of writing: what ``*`` means, what calls a function, whether factors may stand beside one another."""

    name: str
    words: str
    aliases: tuple[str, ...] = ()
    star: str = "matrix"
    opening: str = "("
    beside: bool = False


SYNTAXES: tuple[Syntax, ...] = (
    Syntax("matlab", "A' or A^T, A*B, A.*B, A.^2, inv(A); Julia and sympy too", aliases=("plain",)),
    Syntax(
        "numpy",
        "A.T, A @ B, A * B entry by entry, np.linalg.inv(A); JAX and PyTorch too",
        aliases=("python",),
        star="entries",
    ),
    Syntax("latex", r"A^\top B, A \odot B, \|x\|_2, \operatorname{tr}(A)", beside=True),
    Syntax("mathematica", "Transpose[A].B, A*B entry by entry, Inverse[A]", star="entries", opening="["),
)
NAMES = tuple(word for row in SYNTAXES for word in (row.name, *row.aliases))
"""The names of the syntaxes."""


_COMMAND = (
    r"\\(?:[dt]?frac|sqrt|top|intercal|det|log|ln|exp|operatorname|math[a-z]+|bm|boldsymbol|text[a-z]*|left|right|[lr]?[vV]ert|cdot|times|odot"
    r"|otimes|oslash|circ|sin|cos|tanh?|tr|Tr|sum|prod|nabla|partial|lambda|mu|sigma|Sigma|alpha|beta|theta|Lambda|Omega|Theta|Phi|Psi|Gamma|Delta)(?![a-z])"
)


def syntax_of(text: str, name: str) -> Syntax:
    """The syntax of this name; the one that the marks of a text tell with ``auto``. Raises SymdiffError ``usage``."""
    known = {word: row for row in SYNTAXES for word in (row.name, *row.aliases)}
    if name != "auto":
        if name not in known:
            raise fault("usage", f"matrix expressions are not read in the syntax '{name}'", hint=", ".join(NAMES))
        return known[name]
    if re.search(_COMMAND, text) or "^{" in text or "\\|" in text:
        return known["latex"]
    if re.search(r"@|\b(?:np|numpy|jnp|torch)\.", text):
        return known["numpy"]
    if re.search(r"\b[A-Z][A-Za-z]+\[", text):
        return known["mathematica"]
    return known["matlab"]


_PATTERN = r"""
    (?P<blank>\s+)
  | (?P<number>(?:\d+\.?\d*(?![*/^'\w.])|\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)
  | (?P<name>[^\W\dᵀ][^\Wᵀ]*(?:\.(?=[^\W\d])(?:linalg\.|special\.)?[^\W\dᵀ][^\Wᵀ]*)*)
  | (?P<text>"\w*"|(?<=[,(\s=])'\w+')
  | (?P<sign>\.\*\*|\.\*|\./|\.\^|\*\*|.)
"""
_SIGNS = {
    "@": "@", "⊙": ".*", "∘": ".*", "·": "*", "×": "*", "⋅": "*", "−": "-", "ᵀ": "'", "⊤": "'", "′": "'", "’": "'",
    "⊗": "⊗", "**": "^", ".**": ".^", "[": "[", "÷": "/",
}  # fmt: skip
_ALLOWED = frozenset(
    [
        "+",
        "-",
        "*",
        "/",
        "^",
        "'",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "@",
        "\\",
        ".*",
        "./",
        ".^",
        "⊗",
        "=",
        "|",
        "{",
        "}",
        "‖",
    ]
)


def tokens(text: str, syntax: Syntax) -> list[Token]:
    """The tokens of a text."""
    found = []
    dotted = syntax.name != "mathematica"
    for match in re.finditer(_PATTERN, text, re.VERBOSE | re.DOTALL):
        kind, piece = match.lastgroup, match.group()
        start = match.start()
        if kind == "blank":
            continue
        if kind == "name":
            # x.T and x.inv() are attributes; np.linalg.inv is a name; in Mathematica the point multiplies.
            parts = re.split(r"(\.)", piece)
            keep = dotted and parts[0] in ("np", "numpy", "jnp", "torch", "scipy", "jax", "S", "LinearAlgebra", "xp")
            if keep:
                found.append(Token(piece, start, match.end()))
                continue
            for part in parts:
                found.append(Token(part, start, start + len(part)))
                start += len(part)
            continue
        if kind == "sign":
            piece = _SIGNS.get(piece, piece)
            if piece == "⁻" and text[match.end() : match.end() + 1] == "¹":
                found += [Token("^", start, start + 1), Token("-", start, start + 1), Token("1", start, start + 2)]
                continue
            if piece == "¹" or piece in "²³":
                if piece != "¹":
                    found += [Token("^", start, start + 1), Token("2" if piece == "²" else "3", start, start + 1)]
                continue
            if piece not in _ALLOWED:
                raise fault(
                    "unknown-character", f"'{piece}' has no meaning in a matrix expression",
                    source=text, span=Span(start, match.end()),
                )  # fmt: skip
        found.append(Token(piece, start, match.end()))
    return found


_LATEX = r"""
    (?P<bar>\\(?:left|right)\s*(?:\\\||\||\\[lr]?[vV]ert(?![a-z])))
  | (?P<blank>\s+|\\[,;:! ]|\\quad\b|\\left(?![a-z])\.?|\\right(?![a-z])\.?|\\limits|~|&|\$)
  | (?P<styled>\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|vec|mathcal|operatorname\*?|text|textbf|mathop)\s*(?:\{\s*(?:\\?[A-Za-z]+)(?:_\w)?\s*\}|[A-Za-z]))
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<command>\\(?:[A-Za-z]+|[|{}\\]))
  | (?P<letter>[A-Za-z])
  | (?P<sign>.)
"""
_LATEX_SIGNS = {
    "\\cdot": "*", "\\times": "*", "\\odot": ".*", "\\otimes": "⊗", "\\oslash": "./", "\\lVert": "|2", "\\rVert": "|2",
    "\\Vert": "|2", "\\|": "|2", "|": "|", "\\lvert": "|", "\\rvert": "|", "\\vert": "|", "\\{": "(", "\\}": ")",
    "[": "(", "]": ")", "\\lbrack": "(", "\\rbrack": ")", "\\ln": "log", "\\mathsf": "", "−": "-", "‖": "|2", "\\Tr": "tr", "\\trace": "tr",
}  # fmt: skip
_GROUPS = {"\\frac", "\\dfrac", "\\tfrac", "\\sqrt", "\\top", "\\intercal", "\\circ"}


def latex_tokens(text: str) -> list[Token]:
    """The tokens of LaTeX in those of the grammar: letters are names, with what stands below them."""
    found: list[Token] = []
    for match in re.finditer(_LATEX, text, re.VERBOSE | re.DOTALL):
        kind, piece = match.lastgroup, match.group()
        start, stop = match.span()
        if kind == "blank":
            continue
        if kind == "bar":
            double = piece.endswith(("\\|", "Vert"))
            found.append(Token(f"|{'2' * double}{'(' if piece.startswith(chr(92) + 'left') else ')'}", start, stop))
            continue
        if kind == "styled":
            inner = re.search(r"(\\?[A-Za-z]+(?:_\w)?)\s*\}?$", piece)
            assert inner is not None
            name = inner[1].lstrip("\\")
            if name == "top" or (name == "T" and found and found[-1].text in ("^", "{")):
                name = "\\top"
            found.append(
                Token(
                    {"Tr": "tr", "trace": "tr", "T": "\\top" if found and found[-1].text in "^{" else "T"}.get(
                        name, name
                    ),
                    start,
                    stop,
                )
            )
            continue
        if kind == "command":
            piece = _LATEX_SIGNS.get(piece, piece)
            if piece == "\\circ" and found and found[-1].text != "{" and found[-1].text != "^":
                piece = ".*"
            elif piece in {"\\dfrac", "\\tfrac"}:
                piece = "\\frac"
            elif piece.startswith("\\") and piece not in _GROUPS:
                piece = piece[1:]
        elif kind == "sign":
            piece = _LATEX_SIGNS.get(piece, _SIGNS.get(piece, piece))
            if piece == "_" and found and found[-1].text in ("sum", "prod"):
                raise fault(
                    "syntax", f"a {found[-1].text} over an index is no matrix expression", source=text,
                    span=Span(found[-1].start, stop), hint="in matrix form, such as sum(x) or x^T y",
                )  # fmt: skip
            if piece == "_" and found:
                continue_at = re.match(r"\{\s*([A-Za-z0-9]+)\s*\}|([A-Za-z0-9])", text[stop:])
                if continue_at is None:
                    raise fault("syntax", "an index is missing here", source=text, span=Span(start, stop))
                last = found[-1]
                word = continue_at[1] or continue_at[2]
                found[-1] = Token(f"{last.text}_{word}", last.start, stop + continue_at.end())
                continue
            if piece not in _ALLOWED and piece not in ("|2", "|"):
                raise fault(
                    "unknown-character",
                    f"'{piece}' has no meaning in a matrix expression",
                    source=text,
                    span=Span(start, stop),
                )
        if found and "_" in found[-1].text and found[-1].stop > start:
            continue
        if piece:
            found.append(Token(piece, start, stop))
    return _barred(found, text)


def _barred(found: list[Token], text: str) -> list[Token]:
    r"""Bars as brackets: ``\\|x\\|`` is a norm, ``|X|`` a determinant or an absolute value."""
    made: list[Token] = []
    open_at: list[str] = []
    for token in found:
        base = token.text.split("_")[0]
        side = base[-1] if base[:1] == "|" and base[-1] in "()" else ""
        index = token.text[len(base) :]
        base = base.removesuffix(side) if side else base
        if base in ("|", "|2"):
            before = made[-1].text if made else ""
            closes = (
                open_at and open_at[-1] == base and not (before in ("(", "+", "-", "*", "") or before.endswith("("))
            )
            if side == ")" or (closes and not side):
                if not open_at:
                    raise fault("unbalanced", "a bar has no partner", source=text, span=Span(token.start, token.stop))
                open_at.pop()
                made.append(Token(f"){index}", token.start, token.stop))
                continue
            open_at.append(base)
            made.append(Token("det(" if base == "|" else "norm(", token.start, token.stop))
            continue
        made.append(token)
    if open_at:
        raise fault("unbalanced", "a bar has no partner", source=text, span=Span(made[-1].start, made[-1].stop))
    return made
