"""What the commands of LaTeX stand for in plain tokens, and what is advised where one has no meaning.

Imports ``bars``, ``names`` and ``signs``.
"""

from __future__ import annotations

from symdiff.parser import bars
from symdiff.parser.names import GREEK_WORDS
from symdiff.parser.signs import PERCENT

SKIPPED = frozenset((
    "\\,", "\\!", "\\;", "\\:", "\\ ", "\\quad", "\\qquad", "\\left", "\\right", "\\big", "\\Big", "\\bigg", "\\Bigg", "\\bigl", "\\bigr",
    "\\Bigl", "\\Bigr", "\\biggl", "\\biggr", "\\displaystyle", "\\textstyle", "\\limits", "\\nolimits", "\\(", "\\)", "\\[", "\\]", "$", "~", "\\\n",
    "\\thinspace", "\\enspace", "\\nobreakspace", "\\displaylimits", "\\bigm", "\\biggm", "\\middle", "\\mathstrut", "\\nonumber", "\\notag",
))  # fmt: skip


SAME = {
    "\\cdot": "×", "\\times": "×", "\\ast": "×", "\\div": "/", "\\{": "(", "\\}": ")", "{": "(", "}": ")", "\\lbrace": "(", "\\rbrace": ")",
    "\\lvert": bars.OPEN, "\\rvert": bars.CLOSE, "\\vert": "|", "\\mid": "|", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉",
    "\\lbrack": "[", "\\rbrack": "]", "\\%": PERCENT, "\\degree": "°", "\\|": "|", "\\lVert": bars.OPEN, "\\rVert": bars.CLOSE, "\\Vert": "|", "\\wedge": "and", "\\land": "and",
    "\\vee": "or", "\\lor": "or", "\\neg": "not", "\\lnot": "not", "\\leqslant": "<=", "\\geqslant": ">=", "\\pi": "π", "\\infty": "∞", "\\prime": "'", "\\lt": "<", "\\gt": ">", "\\le": "<=",
    "\\leq": "<=", "\\ge": ">=", "\\geq": ">=", "\\ne": "!=", "\\neq": "!=", "*": "×",
}  # fmt: skip


FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\nicefrac", "\\sfrac"))


WORDS = frozenset(
    [
        "\\operatorname",
        "\\operatorname*",
        "\\mathrm",
        "\\mathit",
        "\\mathbf",
        "\\mathsf",
        "\\text",
        "\\textrm",
        "\\mathcal",
        "\\boldsymbol",
    ]
)


GREEK = frozenset((*GREEK_WORDS.values(), "Gamma", "Pi", "Upsilon", "ell", "hbar", "varsigma"))


GREEK_LETTERS = {letter: word for letter, word in GREEK_WORDS.items() if letter.islower()} | {
    "ο": "omicron",
    "π": "π",
    "ς": "varsigma",
    "Γ": "Γ",
}
"""Letters that are written as such, by the names of their commands."""


DIFFERENTIALS = frozenset(("d", "\\partial", "\\mathrm", "\\operatorname", "\\text"))


ADVICE = {
    "\\vec": "vectors are declared with --vector x=3 and written x, dot(x, y), in the plain syntax",
    "\\pm": "give one of the two signs",
    "\\iint": "write \\int_{a}^{b} \\int_{c}^{d} f\\,dt\\,ds", "\\iiint": "write \\int_{a}^{b} three times, each with its bounds",
    "\\oint": "write \\int_{a}^{b} f\\,dt, with the curve put into f",
    "\\lim": "a limit is not a formula to differentiate here", "\\bmod": "write \\operatorname{mod}(a, b)",
    "\\mod": "write \\operatorname{mod}(a, b)", "\\pmod": "write \\operatorname{mod}(a, b)", "\\dot": "a dot is a derivative by time: give its formula",
    "\\ddot": "a dot is a derivative by time: give its formula", "\\nabla": "ask for a gradient with symdiff gradient",
    "\\over": "put the quotient in braces, or write \\frac{...}{...}", "\\sgn": "write \\operatorname{sign}",
}  # fmt: skip


ACCENTS = {
    "\\bar": "bar", "\\overline": "bar", "\\hat": "hat", "\\widehat": "hat", "\\tilde": "tilde", "\\widetilde": "tilde", "\\underline": "under", "\\mathring": "ring", "\\check": "check", "\\breve": "breve",
}  # fmt: skip
"""What stands over a letter is part of its name: ``x_bar``."""


OPERATORS = {
    "besselj": ("J", 1), "bessely": ("Y", 1), "besseli": ("I", 1), "besselk": ("K", 1), "jn": ("j", 1), "yn": ("y", 1),
    "polylog": ("Li", 1), "expint": ("E", 1), "legendre": ("P", 1), "chebyshevt": ("T", 1), "chebyshevu": ("U", 1),
    "hermite": ("H", 1), "laguerre": ("L", 1), "fresnelc": ("C", 0), "fresnels": ("S", 0), "LambertW": ("W", 0),
    "airyai": ("Ai", 0), "airybi": ("Bi", 0), "beta": ("B", 0), "zeta": ("\\zeta", 0), "Heaviside": ("\\theta", 0),
    "polygamma": ("\\psi", 0), "uppergamma": ("\\Gamma", 0), "lowergamma": ("\\gamma", 0),
}  # fmt: skip
"""Functions whose names are letters, which only ``\\operatorname`` tells from variables, by row: the letters, and how many of
the first operands stand below the line."""
