r"""The formula in an answer as people and models write it: ``\boxed{f'(x) = 2x}``, ``The derivative is $2x$.``

Only what surrounds a formula is taken away; the formula itself is left to the grammar, and what is left out is told in notes.
Every pass is linear in the length of the answer. Imports the readers of formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeVar
from unicodedata import normalize

from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Builder
from symdiff.parser import Names, Read, read

N = TypeVar("N")
_NO_NAMES = Names()
_LONGEST = 20_000
"""Characters of an answer that has words around its formula; a longer one is a formula."""
_LONGEST_NAME = 200
"""Characters of what may stand in front of "=" and be no formula."""


class Extracted(Frozen):
    """The formula of an answer, and what was left out of it."""

    text: str
    syntax: str | None = None
    """"latex" where the answer stood between marks of LaTeX, though it may have none itself; None where its own marks tell."""
    notes: tuple[str, ...] = ()


_PLAIN = re.compile(r"[^\\${=`#~≈?:,'′<%…]*[^\\${=`#~≈?:,'′<%….;\s]", re.DOTALL)
"""An answer that is nothing but its formula has none of these, and ends in none of the last."""
_LOOKALIKE = re.compile("[\\U0001d400-\\U0001d7ff\\uff01-\\uff5e]")
"""Letters, digits and signs of mathematical alphabets and of full width."""
_GROUPED = re.compile(
    r"(?P<sign>[-+−]?\s*)(?P<number>[1-9]\d{0,2}(?P<mark>[ \u00a0\u2009\u202f]|\\[,;: ]|~|'|,(?=\d{3}[.,])|\.(?=\d{3}\.))\d{3}(?:(?P=mark)\d{3})*(?P<rest>[.,]\d+)?)"
    r"(?P<behind>\s*\\?%)?"
)
"""A number alone whose digits stand in groups. One group behind a comma, or a point, may be decimals: those are left to the grammar."""
_DIGIT = re.compile(r"\d[\s%.,'~}\\]")
"""Something behind a digit that may not be the end of a number."""
_PERCENT = re.compile(r"(?P<number>[-+−]?\s*(?:\d+(?:\.\d*)?|\.\d+))\s*\\?%")
_REPEATING = re.compile(r"(?<![\w.])(?P<whole>\d*)\.(?P<once>\d*)\\(?:overline|bar)\s*\{\s*(?P<again>\d+)\s*\}")
_CUT = re.compile(r"(?P<digits>\d*\.\d+)(?:\s*\\[lc]?dots)?$")
_DOTS = ("...", "…", "\\ldots", "\\dots", "\\cdots")
_MIXED = re.compile(r"[-+−]?\s*(?P<whole>\d+)\s*\\[dt]?frac\s*\{\s*(?P<top>\d+)\s*\}\s*\{\s*(?P<bottom>\d+)\s*\}")
"""A whole number beside a fraction of numbers: their sum at school, their product elsewhere."""
_DEFINED = re.compile(r"(?<![\w\\])(?:where|with)\s+(?P<name>\\?[A-Za-z]\w*)\s*:?=(?!=)")
_TAGGED = re.compile(r"<(?P<tag>answer|final_answer|final)>(?P<inside>.*?)</(?P=tag)>", re.IGNORECASE | re.DOTALL)
_THOUGHT = re.compile(r"<(?P<tag>think|thinking|reasoning)>.*?</(?P=tag)>", re.IGNORECASE | re.DOTALL)
"""How models mark the answer, and what they do not say."""
_BLANKS = re.compile(r"(\s)\s+")
_WORD = re.compile(r"[^\W\d_]{3,}|\b(?:[Ii]t|if)\s")
_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_FINAL = re.compile(r"#{3,}\s*(?P<rest>[^\n#]+?)\s*$")
"""How data sets of school mathematics mark the final answer: ``#### 42``."""
_SEGMENT = re.compile(
    r"\$\$(?P<a>[^$]+)\$\$|(?<!\\)\$(?P<b>[^$]+)(?<!\\)\$"
    r"|\\\((?P<c>(?:(?!\\\().)+?)\\\)|\\\[(?![A-Z]\w*\])(?P<d>(?:(?!\\\[).)+?)\\\]"
    r"|```(?:\w*\n)?(?P<e>[^`]+)```|`(?P<f>[^`]+)`",
    re.DOTALL,
)
"""What stands between marks of mathematics or of code."""
_EMPHASIS = re.compile(r"(?<![\w)\]}'!])\*\*(?=\S)(?P<inside>.+?)(?<=\S)\*\*(?!\w)", re.DOTALL)
"""Two stars behind an operand are a power."""
_LEAD = re.compile(
    r"\s*(?:\\(?:text|textbf|mathrm)\s*\{\s*)?(?:(?:so|thus|hence|therefore|then|finally)\s*,?\s*)?"
    r"(?:(?:(?:the|my|our|final|correct)\s+)*"
    r"(?:answer|ans|result|solution|derivative|antiderivative|integral|gradient|slope)(?:\s+of\s+[^:=]{1,80}?)?\s*(?:is(?=\W)\s*:?|:|=)"
    r"|(?:it|this|that|which)\s+(?:is|equals)(?=\W)\s*:?|(?:i|we|you)\s+(?:get|got|have|find|found|obtain)(?=\W)\s*:?)\s*(?:\}\s*)?",
    re.IGNORECASE,
)
_ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\s*\{(?:aligned|align|align\*|equation|equation\*|gather|gather\*|gathered|split|multline|math|displaymath)\}"
)
_ALIGNED = re.compile(r"\\\\(?:\[[^\]]*\])?|(?<!\\)&")
_BEHIND = re.compile(r"(?:\s|\\[,;:! ]|\\quad\b|\\qquad\b|~|\\?[.,;…](?!\d)|\\blacksquare\b|\\square\b|\\qed\b)+$")
_BEFORE = re.compile(
    r"^(?:\s|\\[,;:!] ?|\\quad\b|\\qquad\b|~|\\displaystyle\b|\\implies\b|\\Rightarrow\b|\\therefore\b|⇒|∴)+"
)
_OPENS = {"(": ")", "[": "]", "{": "}"}
_EQUALS = re.compile(
    r"(?<![<>!=:+*/^-])=(?!=)|\\(?:equiv|to|rightarrow|Rightarrow|implies|longrightarrow)\b|[≡→⇒⟹]|(?<=\s)is(?=\s)|(?<=\s)[=-]>(?=\s)"
)
_ABOUT = re.compile(r"\\approx\b|\\simeq\b|\\doteq\b|≈|≃|\\sim\b")
_CONDITION = re.compile(
    r",|;|\\(?:quad|qquad)\b|\\(?:text|mathrm|textrm)\s*\{\s*,?\s*(?:for|if|where|when|with|provided|as long as)\b[^{}]*\}"
    r"|(?<![\w\\])(?:for|where|when|provided|with|if(?!\s*\(|.*\belse\b))(?![\w(])"
)
_ALL = re.compile(
    r"\b(?:all|every|any|each|real)\b|\bis\s+(?:an?\s+|not\s+)*(?:positive|negative|nonzero|non-zero|constant|integer|whole|arbitrary)\b"
)
_ASIDE = re.compile(
    r"\s\((?=[^()]*\b(?:rule|by|using|since|because|where|with|from|chain|product|quotient|power|simplified|constant)\b)[A-Za-z ,.'-]+\)$"
)
"""A remark behind a formula: ``(by the power rule)``."""
_WORDS_BEFORE = re.compile(r"^\\(?:text|textbf|textrm|mbox)\s*\{(?:\s*|[^{}]*[\s:.,][^{}]*)\}")
_WORDS_BEHIND = re.compile(r"(?:\\[ ,;:!]|~|\s)*\\(?:text|textrm|mathrm|mbox)\s*\{(?:\s*|[^{}]*[\s/^.,0-9][^{}]*)\}$")
"""Words of LaTeX around a formula, and units behind it; a single word may be a function or a name."""
_STYLE = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|textbf|text|mathrm|mathit|underline|ensuremath|textcolor\s*\{\w+\}|color\s*\{\w+\})?\s*\{|\{"
)
"""What may stand around a whole formula and mean nothing."""
_TOLD = re.compile(
    r"(?:\b(?:is|are|be|gets?|gives?|have|has|obtain|equals?|becomes?|yields?|answer|derivative|result)\b\s*|[:=]\s*)$",
    re.IGNORECASE,
)
"""What stands before the formula that is meant."""
_COMMA = re.compile(r"[,;]")
_ANGLES = re.compile(r"(?P<opens>\\langle\b|⟨)|\\rangle\b|⟩")
_VECTOR = re.compile(r"\s*(?:\\left\s*)?\\?[\[({]")
_VECTOR_END = re.compile(r"(?:\\right\s*)?\\?[\])}]\s*$")
"""What stands around a list of formulas."""
_COLUMN = re.compile(
    r"\s*\\begin\s*\{(?P<kind>[pbBv]?matrix)\}(?P<rows>.*)\\end\s*\{(?P=kind)\}(?:\^\{?(?:T|\\top)\}?)?\s*", re.DOTALL
)
_ROWS = re.compile(r"\\\\|(?<!\\)&")
_RELATION = re.compile(r"<|>|≠|≤|≥|∈|!=|\\(?:n?eq?|ge?q?|le?q?|[lg]t|geqslant|leqslant|in|not)(?![A-Za-z])")
_BESIDE = re.compile(_RELATION.pattern + r"|^\s*\w+\s*(?:'|\\prime|\^)*\s*\(\s*-?\d[^()]*\)\s*=|^\s*\w\s*=\s*-?\d+\s*$")
"""What stands in an answer beside its formula: a condition, a value ``f'(2) = 12``, a point ``x = 1``."""
_NAMED = re.compile(
    r"""\s*(?:
      [A-Za-z]\w{0,2}(?:_\{?\w+\}?)?\s*(?:'+|′+|″|\^\s*\{?\s*(?:\\prime\s*)+\}?|\^\s*\{\s*\(\s*\w+\s*\)\s*\}|\^\(\w+\))?\s*
        (?:\\left)?(?:\(\s*[\w\s,\\{}]*?(?:\\right)?\s*\))?
    | \\(?:dot|ddot)\s*\{?\s*\w\s*\}?
    | \\nabla\s*\w?(?:\([\w\s,]*\))?
    | D_?\{?\w*\}?\s*\[?\s*\w?\s*\]?(?:\([\w\s,]*\))?
    | \\[dt]?frac\s*\{\s*(?:\\mathrm\s*\{\s*d\s*\}|d|\\partial)\s*(?:\^\{?\d\}?)?[^{}=]*\}\s*
        \{\s*(?:\\mathrm\s*\{\s*d\s*\}|d|\\partial)\s*[^{}=]*(?:\^\{?\d\}?)?\s*\}.*
    | (?:d|∂)(?:\^?\d|²)?\s*\w*\s*(?:\([\w\s,]*\))?\s*/\s*(?:d|∂)\s*\w+(?:\^\d|²)?.*
    )\s*""",
    re.VERBOSE | re.DOTALL,
)
"""What may stand in front of "=": ``f'(x)``, ``y``, ``\\frac{dy}{dx}``, ``d/dx(x^2)``, ``D_x f``."""


def read_answer(
    text: str,
    builder: Builder[N],
    *,
    names: Names = _NO_NAMES,
    limits: Limits = DEFAULT_LIMITS,
    syntax: str = "auto",
    whole: bool = True,
) -> Read[N]:
    """The formula of an answer, read by the builder, with what was left out among its notes. Raises SymdiffError."""
    found = extracted(text)
    if found.syntax is not None and syntax == "auto":
        syntax = found.syntax
    result = read(found.text, builder, names=names, limits=limits, syntax=syntax, whole=whole)
    if result.request is not None and result.request.asks:
        hint = "give the derivative's formula"
        raise fault("syntax", "the answer asks for a derivative, and is none", source=found.text, hint=hint)
    return replace(result, notes=(*found.notes, *result.notes))


def extracted(answer: str) -> Extracted:
    """The formula of an answer. Raises SymdiffError ``empty`` where there is none, ``ambiguous`` and ``syntax`` for numbers that are two."""
    found = _surrounded(answer)
    notes = [*found.notes]
    text = _numbers(found.text, answer, notes) if _DIGIT.search(found.text) else found.text
    return found if text == found.text else replace(found, text=text, notes=tuple(notes))


def _surrounded(answer: str) -> Extracted:
    """The formula of an answer, its numbers as they are."""
    if len(answer) > _LONGEST or (
        _PLAIN.fullmatch(answer) and answer.isascii() and not _EMPHASIS.match(answer) and not _WORD.search(answer)
    ):
        return Extracted(answer)
    answer = _THOUGHT.sub(" ", answer) if "</" in answer else answer
    answer = _LOOKALIKE.sub(lambda found: normalize("NFKC", found.group()), _BLANKS.sub(r"\1", answer))
    notes: list[str] = []
    text, latex = _marked(answer, notes)
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    text = _ALIGNED.sub(" ", _ENVIRONMENT.sub(" ", text)) if _ENVIRONMENT.search(text) else text
    text = _trimmed(text.replace("{,}", ""))
    text = _trimmed(_unconditioned(text, notes))
    defined = _DEFINED.search(text)
    if defined is not None and text[: defined.start()].strip(" ,;$\\"):
        hint = f"write it out where {defined['name']} stands"
        raise fault("syntax", f"the answer says apart what {defined['name']} is", source=answer, hint=hint)
    text = _trimmed(_last_side(text, notes))
    if not text:
        raise fault("empty", "the answer has no formula", source=answer, hint=r"for example \boxed{2x}")
    return Extracted(text, "latex" if latex and "\\" not in text else None, tuple(notes))


def _numbers(text: str, answer: str, notes: list[str]) -> str:
    """A number alone without the marks between its digits and the sign of per cent; decimals that come again as a fraction."""
    cut = _CUT.search(text)
    if cut is not None and any(f"{cut['digits']}{blank}{dots}" in answer for dots in _DOTS for blank in ("", " ")):
        message = f"'{cut['digits']}...' has more digits than are written"
        hint = r"give it as a fraction, or with \overline{...} over the digits that come again"
        raise fault("syntax", message, source=answer, hint=hint)
    mixed = _MIXED.fullmatch(text)
    if mixed is not None and int(mixed["top"]) < int(mixed["bottom"]) and int(mixed["whole"]):
        fraction = f"{mixed['top']}/{mixed['bottom']}"
        message = f"'{text}' could be {mixed['whole']} + {fraction} or {mixed['whole']}*{fraction}"
        raise fault("ambiguous", message, source=answer, hint="write the sum, the product, or one fraction")
    if "\\overline" in text or "\\bar" in text:
        text = _REPEATING.sub(_repeated, text)
    grouped = _GROUPED.fullmatch(text)
    if grouped is not None and (grouped["rest"] is None or grouped["rest"][0] != grouped["mark"]):
        digits = grouped["number"].removesuffix(grouped["rest"] or "").replace(grouped["mark"], "")
        digits += (grouped["rest"] or "").replace(",", ".")
        notes.append(f"'{grouped['number']}' is read as {digits}")
        text = f"{grouped['sign']}{digits}{grouped['behind'] or ''}"
    percent = _PERCENT.fullmatch(text)
    if percent is not None:
        text = f"({percent['number']})/100"
        notes.append(f"'%' is read as per cent: {text}")
    return text


def _repeated(found: re.Match[str]) -> str:
    """The fraction that a decimal with digits that come again is."""
    once, again = found["once"], found["again"]
    value = int((found["whole"] + once) or "0") + Fraction(int(again), 10 ** len(again) - 1)
    value /= 10 ** len(once)
    return f"({value.numerator}/{value.denominator})"


def components(answer: str, count: int) -> tuple[str, ...]:
    """So many formulas of an answer that is a list of them or a vector, ``(y, x)``; the answer alone where it is none."""
    try:
        found = _surrounded(answer)
    except SymdiffError:
        return (answer,)
    text = found.text
    column = _COLUMN.fullmatch(text)
    if column is not None:
        parts = _ROWS.split(column["rows"])
    else:
        text = _ANGLES.sub(lambda angle: "(" if angle["opens"] else ")", text)
        opening, closing = _VECTOR.match(text), _VECTOR_END.search(text)
        parts = _between_commas(text)
        if opening is not None and closing is not None and len(parts) == 1:
            parts = _between_commas(text[opening.end() : closing.start()])
    parts = [part.strip() for part in parts]
    if len(parts) != count or not all(parts):
        return (answer,)
    return tuple(f"${part}$" for part in parts) if found.syntax == "latex" else tuple(parts)


def _between_commas(text: str) -> list[str]:
    parts, start = [], 0
    for found, end in _flat(_COMMA, text):
        parts.append(text[start:found])
        start = end
    return [*parts, text[start:]]


def _marked(answer: str, notes: list[str]) -> tuple[str, bool]:
    """What an answer marks as its formula, and whether the marks are those of LaTeX."""
    boxes = list(_boxes(answer))
    if boxes:
        if len(set(boxes)) > 1:
            notes.append("the last box is taken as the answer")
        text = boxes[-1].strip()
        whole = _SEGMENT.fullmatch(text)
        return (_inside(whole) if whole else text.replace("$", "")), True
    final = _FINAL.search(answer)
    if final is not None:
        answer = final["rest"]
    elif "</" in answer:
        for tagged in _TAGGED.finditer(answer):
            answer = tagged["inside"]
    bold = [found["inside"] for found in _EMPHASIS.finditer(answer)] if _emphasised(answer) else []
    segments = list(_SEGMENT.finditer(answer))
    if not segments:
        if len(bold) == 1 and not _LEAD.fullmatch(bold[0] + " "):
            answer = bold[0]
        elif bold and _LEAD.match(bold[0]):
            answer = answer.replace("**", " ")
        return answer.replace("$", ""), "$" in answer
    outside = _SEGMENT.sub(" ", answer).replace("**", " ")
    if not _prose(outside) and len(segments) == 1 and not _named(outside.rstrip().rstrip(".,;=")):
        return _SEGMENT.sub(lambda found: f" {_inside(found)} ", answer), "$" in answer  # "2 + $x$"
    formulas = [found for found in segments if not _BESIDE.search(_inside(found))] or segments
    told = [found for found in formulas if _says_whose(_inside(found))]
    told = told or [found for found in formulas if _TOLD.search(answer[: found.start()].rstrip("* "))]
    chosen = (told or formulas)[-1]
    if len(formulas) > 1:
        which = "last formula" if chosen is formulas[-1] else "formula that is said to be it"
        notes.append(f"the {which} is taken as the answer: {_inside(chosen).strip()}")
    return _inside(chosen), not chosen.group().startswith("`")


def _says_whose(text: str) -> bool:
    """Whether a formula begins with the name of a derivative: ``f'(x) = ...``."""
    name, equals, _ = text.partition("=")
    return bool(equals) and _derivative(name)


def _inside(found: re.Match[str]) -> str:
    return next(part for part in found.groups() if part is not None)


def _boxes(answer: str) -> Iterator[str]:
    """What stands in boxes, in the order in which they end."""
    opens = {found.end() - 1 for found in _BOX.finditer(answer)}
    braces: list[int] = []
    for found in _BRACE.finditer(answer):
        if found.group() == "{":
            braces.append(found.start())
        elif found.group() == "}" and braces and (opening := braces.pop()) in opens:
            yield answer[opening + 1 : found.start()]


def _prose(text: str) -> bool:
    """Whether there are words beside formulas: two in a row that are no functions of each other."""
    return len(re.findall(r"(?<![\\\w])[A-Za-z]{2,}(?![\w(\\])", text)) >= 2 or bool(_LEAD.match(text))


def _emphasised(text: str) -> bool:
    """Whether two stars are those of Markdown: no formula begins with a power."""
    return "**" in text and (text.lstrip().startswith("**") or _prose(text))


def _trimmed(text: str) -> str:
    before = None
    while text != before:
        before = text
        text = _WORDS_BEFORE.sub("", _BEFORE.sub("", text)).rstrip()
        head, tail = text[:-_LONGEST_NAME], text[-_LONGEST_NAME:]
        text = head + _WORDS_BEHIND.sub("", _ASIDE.sub("", _BEHIND.sub("", tail)))
        text = _bare(text)
    if text.startswith("**") or (text.endswith("**") and text.count("**") == 1):
        text = text.strip("*").strip()
    return text


def _bare(text: str) -> str:
    """A formula without the braces, and the style, that are around all of it."""
    opening = _STYLE.match(text)
    if opening is None or not text.endswith("}"):
        return text
    depth = 0
    for found in _BRACE.finditer(text, opening.end()):
        depth += (found.group() == "{") - (found.group() == "}")
        if depth < 0:
            inside = text[opening.end() : -1]
            is_name = opening.group() != "{" and inside.isalpha()
            return text if found.end() < len(text) or is_name else inside
    return text


def _unconditioned(text: str, notes: list[str]) -> str:
    """The text without a condition behind it: ``1/x, x > 0``."""
    relation = max((found.start() for found in _RELATION.finditer(text)), default=-1)
    every = max((found.start() for found in _ALL.finditer(text)), default=-1)
    for start, end in _flat(_CONDITION, text):
        if (relation >= end or every >= start) and "\\\\" not in text[end:]:
            notes.append(f"the condition is left out: {_trimmed(text[end:]).strip('{}() ')}")
            return text[:start]
    return text


def _flat(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern is found outside all brackets."""
    depth = index = 0
    for found in pattern.finditer(text):
        for char in text[index : found.start()]:
            depth += (char in _OPENS) - (char in _OPENS.values())
        index = found.start()
        if depth == 0:
            yield found.span()


def _last_side(text: str, notes: list[str]) -> str:
    """Of ``f'(x) = a = b`` the last side that is more than a name; what is only about equal is left out."""
    about = next(_flat(_ABOUT, text), None)
    if about is not None and text[: about[0]].strip():
        text = text[: about[0]]
    sides = []
    start = 0
    for found, end in _flat(_EQUALS, text):
        sides.append(text[start:found])
        start = end
    sides.append(text[start:])
    sides = [trimmed for side in sides if (trimmed := _trimmed(side))]
    if len(sides) < 2:
        return "" if not sides or (start and _derivative(sides[0])) else sides[0]
    formulas = [side for side in sides[1:] if not _derivative(side)] or [sides[0]]
    if len(formulas) > 1 or not _named(sides[0]):
        notes.append(f"the last side of the equation is taken as the answer: {formulas[-1]}")
    return formulas[-1]


def _named(side: str) -> bool:
    return len(side) <= _LONGEST_NAME and _NAMED.fullmatch(side) is not None


def _derivative(side: str) -> bool:
    """Whether a side is the name of a derivative, and no formula."""
    return _named(side) and any(mark in side for mark in ("'", "′", "prime", "frac{d", "frac{\\", "/d", "dot", "nabla"))
