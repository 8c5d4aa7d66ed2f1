"""What the commands of LaTeX stand for in plain tokens, and what is advised where one has no meaning. Imports ``bars``."""

from __future__ import annotations

from symdiff.parser import bars

SKIPPED = frozenset((
    "\\,", "\\!", "\\;", "\\:", "\\ ", "\\quad", "\\qquad", "\\left", "\\right", "\\big", "\\Big", "\\bigg", "\\Bigg", "\\bigl", "\\bigr",
    "\\Bigl", "\\Bigr", "\\biggl", "\\biggr", "\\displaystyle", "\\textstyle", "\\limits", "\\nolimits", "\\(", "\\)", "\\[", "\\]", "$", "~", "\\\n",
))  # fmt: skip


SAME = {
    "\\cdot": "×", "\\times": "×", "\\ast": "×", "\\div": "/", "\\{": "(", "\\}": ")", "{": "(", "}": ")", "\\lbrace": "(", "\\rbrace": ")",
    "\\lvert": bars.OPEN, "\\rvert": bars.CLOSE, "\\vert": "|", "\\mid": "|", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉",
    "\\lbrack": "[", "\\rbrack": "]", "\\%": "%", "\\pi": "π", "\\infty": "∞", "\\prime": "'", "\\lt": "<", "\\gt": ">", "\\le": "<=",
    "\\leq": "<=", "\\ge": ">=", "\\geq": ">=", "\\ne": "!=", "\\neq": "!=", "*": "×",
}  # fmt: skip


FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"))


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


GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
        "hbar",
    ]
)


DIFFERENTIALS = frozenset(("d", "\\partial", "\\mathrm", "\\operatorname", "\\text"))


ADVICE = {
    "\\pm": "give one of the two signs", "\\int": "an integral is not a formula to differentiate here",
    "\\sum": "write the terms of the sum out", "\\prod": "write the factors of the product out",
    "\\lim": "a limit is not a formula to differentiate here", "\\begin": "give one formula, without an environment",
}  # fmt: skip
