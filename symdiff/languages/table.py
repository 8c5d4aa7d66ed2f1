"""The languages as rows: how each spells numbers, choices and functions, and the frame of a function. Imports ``frozen``."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from symdiff.frozen import Frozen, replace


class Parts(Frozen):
    """What a frame is put around."""

    name: str
    arguments: Sequence[str]
    body: Sequence[str]
    """The lines of its statements."""
    outputs: Sequence[str]
    array: bool
    """Whether the arguments come in one array."""
    held: Sequence[str]
    """The names that its statements set."""
    work: int = 0
    """Numbers of the array that the caller passes for what functions hand on; 0: there is none."""
    sections: Sequence[Section] = ()
    """The functions that the statements are split into, in order; none where they are in one."""


class Section(Frozen):
    """Some of the statements, as a function of their own."""

    body: Sequence[str]
    held: Sequence[str]
    """The names that its statements set, or take from what others hand on."""
    taken: Sequence[tuple[str, int]]
    """Names that others set, with their places in the array."""
    handed: Sequence[tuple[str, int]]
    """Names that others take."""
    outputs: Sequence[tuple[int, str]]
    """Numbers of outputs, with their values."""


class Language(Frozen):
    """One language."""

    name: str
    suffix: str
    comment: str
    functions: Mapping[str, str]
    """How functions are written, operands as ``{0}`` and ``{1}``: C's by their names, others by ours; the rest the language lacks."""
    choose: str
    """A condition ``{0}`` between two values, as an expression that computes one where there is a ``branch``; empty: none does."""
    frame: Callable[[Parts], list[str]]
    """The lines of a function."""
    taken: frozenset[str] = frozenset()
    """Words that are no names of variables."""
    domains: Mapping[str, str] = MappingProxyType({})
    """By functions that would give complex numbers elsewhere, where they are real, their operands as ``{0}`` and ``{1}``; the first that is named becomes no number elsewhere."""
    unequal: str = "!="
    both: str = "&&"
    either: str = "||"
    negation: str = "!"
    compared: str = "{}"
    """What stands around a comparison, where one of what is no number is an error."""
    truths: tuple[str, str] = ("true", "false")
    nan: str = "NAN"
    literal: str = "{}"
    """What stands around the digits of a number."""
    imports: Mapping[str, str] = MappingProxyType({})
    """Lines that are needed where a text stands in the code."""
    statement: str = "{0} = {1}"
    """A name ``{0}`` that gets its one value."""
    stored: str = ""
    """The text ``{0}`` as output ``{1}`` counted from 0, ``{2}`` from 1; empty where a function returns them together."""
    loaded: str = ""
    """The argument ``{0}`` out of their array, counted like outputs, where these are stored."""
    declared: str = ""
    """The line before a branch that sets the name ``{0}``."""
    assigned: str = "{0} = {1}"
    """The name ``{0}`` set in a branch."""
    branch: tuple[str, str, str, str] | None = None
    """The lines of a branch: if, else if, else, end. None where both values are computed and ``choose`` takes one."""
    strict: bool = False
    """Whether a function fails outside of its domain, rather than that its value is no number."""
    indent: str = "    "
    header: Callable[[Parts], list[str]] | None = None
    """The lines of a file that declares the function, where the language has such files."""
    header_suffix: str = ""
    single: Language | None = None
    """The same in numbers of 32 bits."""
    longest: int = 1000
    """Characters of a name."""

    split: Callable[[Parts], list[str]] | None = None
    """The lines of several functions that do together what one would, where the language has such a frame."""
    narrow: bool = False
    """Whether its numbers have 32 bits."""

    def calls(self, function: str) -> bool:
        """Whether a function of C is one call of the system's library, or an operator, in this language."""
        text = self.functions.get(function, "")
        if text.startswith(("special.", "math.gamma", "math.lgamma")):
            return False
        return (
            re.fullmatch(
                r"[\w.:]+\(\{0\}( \+ 0\.0f?)?(, (\{1\}|3))?\)|\(\{0\}( \+ 0\.0)?\)\.\w+\((\{1\})?\)|\(\{0\}\)(\^|\*\*)\(\{1\}\)",
                text,
            )
            is not None
        )

    @property
    def reserved(self) -> frozenset[str]:
        """Names that no variable may have: the language's words, and the functions that code calls."""
        called = (name for text in self.functions.values() for name in re.findall(r"(?<![\w.])[A-Za-z_]\w*", text))
        return self.taken | frozenset(called)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONE: Final = _words(
    "exp log sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh fabs floor ceil erf erfc tgamma lgamma "
    "expm1 log1p"
)
_SIGN: Final = "(({0} > 0.0) - ({0} < 0.0))"
"""Of truths that are numbers: 1, 0 or -1."""
_C_SIGN: Final = "({0} > 0.0 ? 1.0 : ({0} < 0.0 ? -1.0 : {0}))"
"""No number where its operand is none."""
WORD: Final = re.compile(r"(?<![\w.])[A-Za-z]\w*")
"""A name in code."""
NAMESPACE: Final = "symdiff"
"""Where functions in C++ are."""
_TWO: Final = ("pow", "atan2", "fmax", "fmin", "hypot")


def _spelled(prefix: str = "", suffix: str = "", *, without: str = "", **others: str) -> dict[str, str]:
    """C's functions between a prefix and a suffix, some under other names, as whole texts or left out."""
    missing = without.split()
    found = {name: f"{prefix}{others.get(name, name)}{suffix}({{0}})" for name in _ONE if name not in missing}
    found |= {name: f"{prefix}{others.get(name, name)}{suffix}({{0}}, {{1}})" for name in _TWO if name not in missing}
    found["sign"] = _SIGN
    if "atan2" in found:
        # A zero has no sign: that of -x, where x is 0, is not below the cut.
        found["atan2"] = found["atan2"].replace("{0}", f"{{0}} + 0.0{suffix}")
    return found | {name: text for name, text in others.items() if "{" in text}


def _c(kind: str, number: str = "double") -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        unused = _unused(_passed(parts), parts.body)
        return [f"#include <{kind}>", "", signature(parts, number), "{", *unused, *parts.body, "}"]

    return frame


def _passed(parts: Parts) -> Sequence[str]:
    """The names that arguments are passed by in C."""
    return ("in",) if parts.array and parts.arguments else parts.arguments


def _unused(names: Sequence[str], lines: Sequence[str]) -> list[str]:
    """Lines that compilers take as uses of those names that no line has."""
    used = set(WORD.findall("\n".join(lines)))
    return [f"    (void){name};" for name in names if name not in used]


def _declared(number: str = "double") -> Callable[[Parts], list[str]]:
    """The lines of a header file, for C and C++ alike: what is compiled as C keeps the names of C there."""

    def header(parts: Parts) -> list[str]:
        guard = f"{parts.name.upper()}_H"
        cpp = ["#ifdef __cplusplus", 'extern "C" {', "#endif"], ["#ifdef __cplusplus", "}", "#endif"]
        return [f"#ifndef {guard}", f"#define {guard}", *cpp[0], f"{signature(parts, number)};", *cpp[1], "#endif"]

    return header


def _declared_in_cpp(number: str = "double") -> Callable[[Parts], list[str]]:
    def header(parts: Parts) -> list[str]:
        guard = f"{parts.name.upper()}_H"
        return [f"#ifndef {guard}", f"#define {guard}", *_in_namespace([f"{signature(parts, number)};"]), "#endif"]

    return header


def _in_namespace(lines: list[str]) -> list[str]:
    """Lines of C++ whose names meet no other ones."""
    return [f"namespace {NAMESPACE} {{", *lines, f"}} // namespace {NAMESPACE}"]


def _cpp(frame: Callable[[Parts], list[str]]) -> Callable[[Parts], list[str]]:
    """C's lines in C++: the line that includes a header, and the functions."""

    def framed(parts: Parts) -> list[str]:
        include, blank, *functions = frame(parts)
        return [include, blank, *_in_namespace(functions)]

    return framed


def signature(parts: Parts, number: str = "double") -> str:
    """The first line of a function in C."""
    count = len(parts.arguments)
    many = f"const {number} in[{count}]" if parts.array else ", ".join(f"{number} {each}" for each in parts.arguments)
    if not count:
        many = ""
    work = f", {number} work[{parts.work}]" if parts.work else ""
    return f"void {parts.name}({many}{', ' if many else ''}{number} out[{len(parts.outputs)}]{work})"


def _numbered(parts: Parts) -> Iterator[tuple[Parts, Section]]:
    """Each section with what it is the function of."""
    for number, section in enumerate(parts.sections, 1):
        yield replace(parts, name=f"{parts.name}_{number}"), section


def _split_c(kind: str, number: str = "double") -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        names = _passed(parts)
        lines = [f"#include <{kind}>", ""]
        for each, section in _numbered(parts):
            body = [f"    const {number} {name} = work[{place}];" for name, place in section.taken]
            body += section.body
            body += [f"    work[{place}] = {name};" for name, place in section.handed]
            body += [f"    out[{k}] = {value};" for k, value in section.outputs]
            used = set(WORD.findall("\n".join(body))) if parts.array else ()
            given = [f"    const {number} {name} = in[{k}];" for k, name in enumerate(parts.arguments) if name in used]
            body = [*given, *body]
            lines += [f"static {signature(each, number)}", "{", *_unused((*names, "out", "work"), body), *body, "}", ""]
        passed = "".join(f"{each}, " for each in names)
        calls = [f"    {each.name}({passed}out, work);" for each, _ in _numbered(parts)]
        return [*lines, signature(parts, number), "{", *calls, "}"]

    return frame


def _python(opening: str) -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        arguments, outputs = parts.arguments, parts.outputs
        comma = "," if len(arguments) == 1 else ""
        given = [f"    {', '.join(arguments)}{comma} = values"] if parts.array and arguments else []
        results = ", ".join(outputs) + ("," if len(outputs) == 1 else "")
        head = f"def {parts.name}({'values' if parts.array else ', '.join(arguments)}):"
        return [opening, "", "", head, *given, *parts.body, f"    return ({results})"]

    return frame


def _javascript(parts: Parts) -> list[str]:
    head = f"[{', '.join(parts.arguments)}]" if parts.array else ", ".join(parts.arguments)
    return [f"export function {parts.name}({head}) {{", *parts.body, f"  return [{', '.join(parts.outputs)}];", "}"]


def _rust(number: str = "f64") -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        count = len(parts.arguments)
        many = (
            f"input: &[{number}; {count}]"
            if parts.array
            else ", ".join(f"{each}: {number}" for each in parts.arguments)
        )
        given = [f"    let {each} = input[{k}];" for k, each in enumerate(parts.arguments)] if parts.array else []
        allow = "#[allow(unused_variables, unused_parens, non_snake_case, clippy::all)]"
        head = f"pub fn {parts.name}({many}) -> [{number}; {len(parts.outputs)}] {{"
        return [allow, head, *given, *parts.body, f"    [{', '.join(parts.outputs)}]", "}"]

    return frame


def _split_javascript(parts: Parts) -> list[str]:
    lines = []
    passed = "".join(f"{each}, " for each in parts.arguments)
    for each, section in _numbered(parts):
        lines.append(f"function {each.name}({passed}out, work) {{")
        lines += [f"  const {name} = work[{place}];" for name, place in section.taken]
        lines += section.body
        lines += [f"  work[{place}] = {name};" for name, place in section.handed]
        lines += [f"  out[{k}] = {value};" for k, value in section.outputs]
        lines += ["}", ""]
    head = f"[{', '.join(parts.arguments)}], " if parts.array else passed
    calls = [f"  {each.name}({passed}out, work);" for each, _ in _numbered(parts)]
    opening = [f"export function {parts.name}({head}work) {{", f"  const out = new Array({len(parts.outputs)});"]
    return [*lines, *opening, *calls, "  return out;", "}"]


def _split_rust(number: str = "f64") -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        arguments, array, count = parts.arguments, parts.array, len(parts.outputs)
        named = ", ".join(f"{each}: {number}" for each in arguments)
        many = f"input: &[{number}; {len(arguments)}]" if array else named
        before = f"{many}, " if many else ""
        given = [f"    let {each} = input[{k}];" for k, each in enumerate(arguments)] if array else []
        work = f"work: &mut [{number}; {parts.work}]"
        allow = "#[allow(unused_variables, unused_parens, non_snake_case, clippy::all)]"
        lines = []
        for each, section in _numbered(parts):
            lines += [allow, f"fn {each.name}({before}out: &mut [{number}; {count}], {work}) {{", *given]
            lines += [f"    let {name} = work[{place}];" for name, place in section.taken]
            lines += section.body
            lines += [f"    work[{place}] = {name};" for name, place in section.handed]
            lines += [f"    out[{k}] = {value};" for k, value in section.outputs]
            lines += ["}", ""]
        passed = "".join(f"{each}, " for each in (("input",) if array else arguments))
        calls = [f"    {each.name}({passed}&mut out, work);" for each, _ in _numbered(parts)]
        head = f"pub fn {parts.name}({before}{work}) -> [{number}; {count}] {{"
        opening = [allow, head, f"    let mut out = [0.0_{number}; {count}];"]
        return [*lines, *opening, *calls, "    out", "}"]

    return frame


def _julia(parts: Parts) -> list[str]:
    arguments, outputs = parts.arguments, parts.outputs
    comma = "," if len(arguments) == 1 else ""
    given = [f"    {', '.join(arguments)}{comma} = values"] if parts.array and arguments else []
    results = ", ".join(outputs) + ("," if len(outputs) == 1 else "")
    head = f"function {parts.name}({'values' if parts.array else ', '.join(arguments)})"
    return [head, *given, *parts.body, f"    return ({results})", "end"]


def _matlab(parts: Parts) -> list[str]:
    given = [f"  {each} = values({k});" for k, each in enumerate(parts.arguments, 1)] if parts.array else []
    head = f"function out = {parts.name}({'values' if parts.array else ', '.join(parts.arguments)})"
    return [head, *given, *parts.body, f"  out = [{', '.join(parts.outputs)}];", "end"]


def _r(parts: Parts) -> list[str]:
    given = [f"  {each} <- values[{k}]" for k, each in enumerate(parts.arguments, 1)] if parts.array else []
    head = f"{parts.name} <- function({'values' if parts.array else ', '.join(parts.arguments)}) {{"
    return [head, *given, *parts.body, f"  c({', '.join(parts.outputs)})", "}"]


def _fortran(kind: str = "real64") -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        held = _held(kind, parts.held)
        return _imported([*_opened(parts, kind, "out"), *held, *parts.body, f"end subroutine {parts.name}"])

    return frame


def _split_fortran(kind: str = "real64") -> Callable[[Parts], list[str]]:
    def frame(parts: Parts) -> list[str]:
        many = "values, " if parts.array else "".join(f"{each}, " for each in parts.arguments)
        arguments = parts.arguments if parts.array else ()
        lines = _opened(parts, kind, "out, work")
        lines += [f"  call {each.name}({many}out, work)" for each, _ in _numbered(parts)] + ["contains"]
        for each, section in _numbered(parts):
            lines += [*_opened(each, kind, "out, work", "inout"), *_held(kind, (*arguments, *section.held))]
            lines += [f"  {name} = values({k})" for k, name in enumerate(arguments, 1)]
            lines += [f"  {name} = work({place + 1})" for name, place in section.taken]
            lines += section.body
            lines += [f"  work({place + 1}) = {name}" for name, place in section.handed]
            lines += [f"  out({k + 1}) = {value}" for k, value in section.outputs]
            lines.append(f"end subroutine {each.name}")
        return _imported([*lines, f"end subroutine {parts.name}"])

    return frame


def _opened(parts: Parts, kind: str, last: str, out: str = "out") -> list[str]:
    """The first lines of a subroutine."""
    arguments, array = parts.arguments, parts.array
    many = "values" if array else ", ".join(arguments)
    declared = [f"  real({kind}), intent(in) :: values({len(arguments)})"] if array else []
    if not array and arguments:
        declared = [f"  real({kind}), intent(in) :: {each}" for each in arguments]
    lines = [
        f"pure subroutine {parts.name}({many}{', ' if many else ''}{last})",
        f"  use, intrinsic :: iso_fortran_env, only: {kind}",
        "  implicit none",
        *declared,
        f"  real({kind}), intent({out}) :: out({len(parts.outputs)})",
    ]
    return lines + ([f"  real({kind}), intent(inout) :: work({parts.work})"] if parts.work else [])


def _held(kind: str, names: Sequence[str]) -> list[str]:
    """The names that a subroutine sets."""
    return [f"  real({kind}) :: {each}" for each in names]


def _imported(lines: list[str]) -> list[str]:
    """With what makes a number that is none, and long lines in several."""
    if any("ieee_value" in line for line in lines):
        lines.insert(1, "  use, intrinsic :: ieee_arithmetic, only: ieee_value, ieee_quiet_nan")
    return [part for line in lines for part in _continued(line)]


def _continued(line: str, most: int = 120) -> list[str]:
    """A line of Fortran in lines that are short enough, broken at blanks, else anywhere."""
    parts: list[str] = []
    while len(line) > most:
        cut = line.rfind(" ", 8, most)
        if cut < 0:
            # A word that goes on in the next line goes on right behind its mark.
            cut = most
            parts.append(line[:cut] + "&")
        else:
            parts.append(line[:cut] + " &")
        line = "    &" + line[cut:]
    return [*parts, line]


_CURLY: Final = ("if ({0}) {{", "}} else if ({0}) {{", "}} else {{", "}}")
_PYTHONIC: Final = ("if {0}:", "elif {0}:", "else:", "")
_ENDED: Final = ("if {0}", "elseif {0}", "else", "end")

_C_WORDS = frozenset(
    _words(
        "auto break case char const continue default do double else enum extern float for goto if inline int long register "
        "restrict return short signed sizeof static struct switch typedef union unsigned void volatile while in out main NAN "
        "INFINITY HUGE_VAL std asm typeof bool true false nullptr constexpr alignas alignof static_assert thread_local "
        "typeof_unqual linux unix i386 near far small huge interface errno math_errhandling signgam "
        # What the header of mathematics declares, or compilers know without one: no function may have these names.
        "abs labs exit abort malloc calloc free printf scanf puts index rindex gamma j0 j1 jn y0 y1 yn drem scalb significand "
        "exp2 exp10 pow10 log2 log10 logb ilogb ldexp frexp modf scalbn scalbln fmod remainder remquo copysign nan nextafter "
        "nexttoward fdim fma trunc round lround llround rint lrint llrint nearbyint isnan isinf isfinite isnormal signbit "
        "fpclassify isgreater isless isunordered sincos finite"
    )
) | frozenset(f"{name}{suffix}" for name in (*_ONE, *_TWO) for suffix in "fl")
_CPP_WORDS = _C_WORDS | frozenset(
    _words(
        "and and_eq bitand bitor catch char8_t char16_t char32_t class co_await co_return co_yield compl concept consteval constinit "
        "const_cast decltype delete dynamic_cast explicit export friend mutable namespace new noexcept not not_eq operator or or_eq "
        "private protected public reinterpret_cast requires static_cast template this throw try typeid typename using virtual "
        "wchar_t xor xor_eq"
    )
)
_PYTHON_WORDS = frozenset(
    (*keyword.kwlist, "math", "np", "jnp", "torch", "special", "values", "max", "min", "float", "jax")
)
_JAVASCRIPT_WORDS = frozenset(
    _words(
        "await break case catch class const continue debugger default delete do else enum export extends false finally for "
        "function if implements import in instanceof interface let new null package private protected public return static "
        "super switch this throw true try typeof var void while with yield Math NaN Infinity undefined eval arguments"
    )
)
_RUST_WORDS = frozenset(
    _words(
        "abstract as async await become box break const continue crate do dyn else enum extern f32 f64 false final fn for gen if "
        "impl in input let loop macro match mod move mut override priv pub ref return self static struct super trait true try "
        "type typeof unsafe unsized use virtual where while yield libm core std"
    )
)
_JULIA_WORDS = frozenset(
    _words(
        "abstract baremodule begin break catch const continue do else elseif end export false finally for function global if "
        "import in isa let local macro module mutable outer primitive quote return struct true try type using values where "
        "while NaN NaN32 Inf Float32 Float64"
    )
)
_MATLAB_WORDS = frozenset(
    _words(
        "break case catch classdef continue do else elseif end end_try_catch end_unwind_protect endfor endfunction endif "
        "endparfor endswitch endwhile for function global if otherwise parfor persistent return spmd switch try until "
        "unwind_protect unwind_protect_cleanup while values out NaN Inf ans"
    )
)
_R_WORDS = frozenset(
    _words("break else for function if in next repeat return while TRUE FALSE NULL Inf NaN NA values c t T F")
)
_FORTRAN_WORDS = frozenset(_words("out values real32 real64 ieee_value ieee_quiet_nan merge aint sign"))

_SCIPY = {
    "erf": "special.erf({0})", "erfc": "special.erfc({0})", "tgamma": "special.gamma({0})", "lgamma": "special.gammaln({0})",
    "digamma": "special.digamma({0})", "polygamma": "special.polygamma({0}, {1})", "zeta": "special.zeta({0})",
    "erfi": "special.erfi({0})", "erfinv": "special.erfinv({0})", "Ei": "special.expi({0})", "expint": "special.expn({0}, {1})",
    "li": "special.expi(np.log({0}))", "Si": "special.sici({0})[0]", "Ci": "special.sici({0})[1]",
    "Shi": "special.shichi({0})[0]", "Chi": "special.shichi({0})[1]", "fresnels": "special.fresnel({0})[0]",
    "fresnelc": "special.fresnel({0})[1]", "elliptic_k": "special.ellipk({0})", "elliptic_f": "special.ellipkinc({0}, {1})",
    "elliptic_e": "special.ellipe({0})", "elliptic_e2": "special.ellipeinc({0}, {1})",
    "LambertW": "np.where({0} < -0.36787944117144233, np.nan, special.lambertw({0}).real)",
    "uppergamma": "(special.gammaincc({0}, {1})*special.gamma({0}))", "lowergamma": "(special.gammainc({0}, {1})*special.gamma({0}))",
    "beta": "special.beta({0}, {1})", "binomial": "special.binom({0}, {1})", "RisingFactorial": "special.poch({0}, {1})",
    "besselj": "special.jv({0}, {1})", "bessely": "special.yv({0}, {1})", "besselj_whole": "special.jv({0}, {1})",
    "bessely_whole": "special.yv({0}, {1})", "besseli": "special.iv({0}, {1})", "besselk": "special.kv({0}, {1})",
    "airyai": "special.airy({0})[0]", "airyaiprime": "special.airy({0})[1]", "airybi": "special.airy({0})[2]", "airybiprime": "special.airy({0})[3]",
    "legendre": "special.eval_legendre({0}, {1})", "chebyshevt": "special.eval_chebyt({0}, {1})", "chebyshevu": "special.eval_chebyu({0}, {1})",
    "hermite": "special.eval_hermite({0}, {1})", "laguerre": "special.eval_laguerre({0}, {1})",
}  # fmt: skip
_PLAIN_NUMPY = _spelled(
    "np.", without="erf erfc tgamma lgamma", asin="arcsin", acos="arccos", atan="arctan", asinh="arcsinh", acosh="arccosh",
    atanh="arctanh", sign="np.sign({0})", fabs="abs", pow="power", atan2="arctan2", fmax="maximum", fmin="minimum",
)  # fmt: skip
_NUMPY = _PLAIN_NUMPY | _SCIPY
_JAX = (
    {name: text.replace("np.", "jnp.") for name, text in _PLAIN_NUMPY.items()}
    | {name: _SCIPY[name] for name in ("erf", "erfc", "tgamma", "lgamma", "digamma", "erfinv", "Ei")}
    | {"atan2": "jnp.arctan2(jnp.where({0} == 0.0, 0.0, {0}), {1})"}
)  # whose compiler takes x + 0.0 for x
_AS_TENSOR = "torch.as_tensor({%d}, dtype=torch.float64)"
_TORCH = _spelled("torch.", without="cbrt tgamma lgamma", sign="torch.where({0} == {0}, torch.sign({0}), {0})", fabs="abs", erf="erf", erfc="erfc", cbrt="torch.sign({0})*torch.abs({0})**(1/3)") | {
    name: f"torch.{own}({_AS_TENSOR % 0}{' + 0.0' if name == 'atan2' else ''}, {_AS_TENSOR % 1})"
    for name, own in (("atan2", "atan2"), ("fmax", "maximum"), ("fmin", "minimum"), ("hypot", "hypot"))
} | {
    "cbrt": "(torch.sign({0})*torch.abs({0})**(1/3))", "lgamma": "torch.lgamma({0})", "digamma": "torch.digamma({0})", "erfinv": "torch.erfinv({0})",
}  # fmt: skip
_WHOLE_BESSEL = {"besselj_whole": "jn((int){0}, {1})", "bessely_whole": "yn((int){0}, {1})"}
_R_FUNCTIONS = _spelled(
    without="cbrt", sign="sign({0})", fabs="abs", ceil="ceiling", tgamma="gamma", fmax="max", fmin="min", pow="({0})^({1})",
    cbrt="(sign({0})*abs({0})^(1/3))", hypot="sqrt(({0})^2 + ({1})^2)",
    # R has these as the distributions that they are.
    erf="(sign({0})*pgamma(({0})^2, 0.5))", erfc="(2*pnorm(-sqrt(2)*({0})))",
) | {
    "digamma": "digamma({0})", "polygamma": "psigamma({1}, {0})", "beta": "beta({0}, {1})",
    "besselj_whole": "(sign({1})^({0})*besselJ(abs({1}), {0}))", "bessely_whole": "besselY({1}, {0})", "besseli": "besselI({1}, {0})", "besselk": "besselK({1}, {0})",
    "besselj": "besselJ({1}, {0})", "bessely": "besselY({1}, {0})",
}  # fmt: skip
_OCTAVE = _spelled(
    sign="sign({0})", fabs="abs", tgamma="gamma", lgamma="real(gammaln({0}))", fmax="max", fmin="min", pow="({0})^({1})", cbrt="nthroot({0}, 3)",
) | {
    "digamma": "psi({0})", "polygamma": "psi({0}, {1})", "erfinv": "erfinv({0})", "beta": "beta({0}, {1})",
    "besselj": "real(besselj({0}, {1}))", "bessely": "bessely({0}, {1})", "besselj_whole": "real(besselj({0}, {1}))",
    "bessely_whole": "bessely({0}, {1})", "besseli": "real(besseli({0}, {1}))", "besselk": "besselk({0}, {1})",
    "airyai": "airy(0, {0})", "airyaiprime": "airy(1, {0})", "airybi": "airy(2, {0})", "airybiprime": "airy(3, {0})",
    "elliptic_k": "ellipke({0})", "uppergamma": '(gammainc({1}, {0}, "upper")*gamma({0}))', "lowergamma": "(gammainc({1}, {0})*gamma({0}))",
}  # fmt: skip
_OCTAVE_DOMAINS = {
    "sqrt": "{0} >= 0", "log": "{0} >= 0", "log1p": "{0} >= -1", "asin": "abs({0}) <= 1", "acos": "abs({0}) <= 1", "acosh": "{0} >= 1", "atanh": "abs({0}) <= 1",
    "pow": "{0} >= 0 || {1} == fix({1})", "bessely": "{1} >= 0", "bessely_whole": "{1} >= 0", "besselk": "{1} >= 0", "besselj": "{1} >= 0 || {0} == fix({0})",
    "besseli": "{1} >= 0 || {0} == fix({0})",
}  # fmt: skip
_JULIA = _spelled(
    without="lgamma", sign="sign({0})", fabs="abs", fmax="max", fmin="min", pow="({0})^({1})", atan2="atan({0} + 0.0, {1})", tgamma="gamma",
    lgamma="loggamma({0})",
) | {
    "digamma": "digamma({0})", "polygamma": "polygamma({0}, {1})", "zeta": "zeta({0})", "erfi": "erfi({0})", "erfinv": "erfinv({0})",
    "Ei": "expinti({0})", "Si": "sinint({0})", "Ci": "cosint({0})", "beta": "beta({0}, {1})", "elliptic_k": "ellipk({0})", "elliptic_e": "ellipe({0})",
    "besselj": "besselj({0}, {1})", "bessely": "bessely({0}, {1})", "besselj_whole": "besselj({0}, {1})",
    "bessely_whole": "bessely({0}, {1})", "besseli": "besseli({0}, {1})", "besselk": "besselk({0}, {1})",
    "airyai": "airyai({0})", "airyaiprime": "airyaiprime({0})", "airybi": "airybi({0})", "airybiprime": "airybiprime({0})",
}  # fmt: skip
_RUST = {
    **{name: f"({{0}}).{name}()" for name in _words("exp sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh floor ceil")},
    "sign": "(if {0} > 0.0 {{ 1.0 }} else if {0} < 0.0 {{ -1.0 }} else {{ {0} }})", "log": "({0}).ln()", "fabs": "({0}).abs()", "expm1": "({0}).exp_m1()", "log1p": "({0}).ln_1p()", "pow": "({0}).powf({1})",
    "atan2": "({0} + 0.0).atan2({1})", "hypot": "({0}).hypot({1})", "fmax": "({0}).max({1})", "fmin": "({0}).min({1})",
}  # fmt: skip


def _fortran_functions(kind: str) -> dict[str, str]:
    one, zero, third = f"1.0_{kind}", f"0.0_{kind}", f"1.0_{kind}/3.0_{kind}"
    return {
        **_spelled(
            without="cbrt floor ceil expm1 log1p", fabs="abs", tgamma="gamma", lgamma="log_gamma", fmax="max", fmin="min",
            pow="({0})**({1})", sign=f"merge({one}, merge(-{one}, {{0}}, {{0}} < {zero}), {{0}} > {zero})",
        ),
        "floor": f"(aint({{0}}) - merge({one}, {zero}, ({{0}}) < aint({{0}})))",
        "ceil": f"(aint({{0}}) + merge({one}, {zero}, ({{0}}) > aint({{0}})))",
        "cbrt": f"sign(abs({{0}})**({third}), {{0}})",
        "besselj_whole": "bessel_jn(int({0}), {1})", "bessely_whole": "bessel_yn(int({0}), {1})",
    }  # fmt: skip


_C_ROW = Language(
    "c", "c", "//", _spelled(sign=_C_SIGN) | _WHOLE_BESSEL, "({0} ? {1} : {2})", _c("math.h"), _C_WORDS, split=_split_c("math.h"), truths=("1", "0"),
    statement="const double {0} = {1};", declared="double {0};", assigned="{0} = {1};", branch=_CURLY,
    stored="out[{1}] = {0};", loaded="const double {0} = in[{1}];", header=_declared(), header_suffix="h",
)  # fmt: skip
_CPP_ROW = replace(
    _C_ROW, name="c++", suffix="cpp", functions=_spelled("std::", sign=_C_SIGN) | {
        # Of numbers below 0 these throw.
        "besselj_whole": "(({1} < 0.0 ? std::pow(-1.0, {0}) : 1.0)*std::cyl_bessel_j({0}, std::fabs({1})))",
        "bessely_whole": '({1} < 0.0 ? std::nan("") : std::cyl_neumann({0}, {1}))',
    }, frame=_cpp(_c("cmath")), split=_cpp(_split_c("cmath")), header=_declared_in_cpp(), header_suffix="hpp", taken=_CPP_WORDS, truths=("true", "false"), nan='std::nan("")',
)  # fmt: skip
_RUST_ROW = Language(
    "rust", "rs", "//", _RUST, "(if {0} {{ {1} }} else {{ {2} }})", _rust(), _RUST_WORDS, split=_split_rust(), nan="f64::NAN", literal="{}_f64",
    statement="let {0} = {1};", declared="let {0}: f64;", assigned="{0} = {1};",
    branch=("if {0} {{", "}} else if {0} {{", "}} else {{", "}}"),
)  # fmt: skip
_FORTRAN_ROW = Language(
    "fortran", "f90", "!", _fortran_functions("real64"), "", _fortran(), _FORTRAN_WORDS, split=_split_fortran(), unequal="/=",
    both=".and.", either=".or.", negation=".not. ", truths=(".true.", ".false."), nan="ieee_value(0.0_real64, ieee_quiet_nan)",
    literal="{}_real64", branch=("if ({0}) then", "else if ({0}) then", "else", "end if"), indent="  ", longest=63, stored="out({2}) = {0}", loaded="{0} = values({2})",
)  # fmt: skip


def _narrow_c(row: Language, kind: str, functions: Mapping[str, str]) -> Language:
    frame, split, header = _c(kind, "float"), _split_c(kind, "float"), _declared("float")
    if kind == "cmath":
        frame, split, header = _cpp(frame), _cpp(split), _declared_in_cpp("float")
    return replace(
        row, functions=functions, frame=frame, split=split, header=header, literal="{}f", narrow=True,
        statement="const float {0} = {1};", declared="float {0};", loaded="const float {0} = in[{1}];",
    )  # fmt: skip


ROWS: Final = (
    replace(_C_ROW, single=_narrow_c(_C_ROW, "math.h", _spelled(suffix="f", sign=_C_SIGN.replace(".0", ".0f")))),
    replace(_CPP_ROW, single=_narrow_c(_CPP_ROW, "cmath", _CPP_ROW.functions)),
    Language(
        "python", "py", "#", _spelled("math.", tgamma="gamma", fmax="max({0}, {1})", fmin="min({0}, {1})"),
        "({1} if {0} else {2})", _python("import math"), _PYTHON_WORDS, both="and", either="or", negation="not ",
        truths=("True", "False"), nan="math.nan", branch=_PYTHONIC, strict=True,
    ),
    Language(
        "numpy", "py", "#", _NUMPY, "np.where({0}, {1}, {2})", _python("import numpy as np"), _PYTHON_WORDS, both="&",
        either="|", negation="~", truths=("np.True_", "np.False_"), nan="np.nan",
        imports={"special.": "from scipy import special"},
    ),
    Language(
        "jax", "py", "#", _JAX, "jnp.where({0}, {1}, {2})", _python("import jax.numpy as jnp"), _PYTHON_WORDS, both="&",
        either="|", negation="~", truths=("jnp.bool_(True)", "jnp.bool_(False)"), nan="jnp.nan",
        imports={"special.": "from jax.scipy import special"},
    ),
    Language(
        "torch", "py", "#", _TORCH, "torch.where({0}, {1}, {2})", _python("import torch"), _PYTHON_WORDS, both="&",
        either="|", negation="~", truths=("torch.tensor(True)", "torch.tensor(False)"), nan="torch.nan",
    ),
    Language(
        "javascript", "mjs", "//", _spelled("Math.", without="erf erfc tgamma lgamma", sign="Math.sign({0})", fabs="abs", fmax="max", fmin="min"),
        "({0} ? {1} : {2})", _javascript, _JAVASCRIPT_WORDS, split=_split_javascript, nan="NaN", statement="const {0} = {1};", declared="let {0};",
        assigned="{0} = {1};", branch=_CURLY, indent="  ",
    ),
    replace(_RUST_ROW, single=replace(
        _RUST_ROW, frame=_rust("f32"), split=_split_rust("f32"), narrow=True, nan="f32::NAN", literal="{}_f32", declared="let {0}: f32;",
    )),
    replace(_RUST_ROW, name="rust-libm", functions=_spelled("libm::", sign=_RUST["sign"]) | {
        name: text.replace("jn((int){0}", "libm::jn({0} as i32").replace("yn((int){0}", "libm::yn({0} as i32") for name, text in _WHOLE_BESSEL.items()
    }),
    Language(
        "julia", "jl", "#", _JULIA, "({0} ? {1} : {2})", _julia, _JULIA_WORDS, nan="NaN", branch=_ENDED, strict=True,
        imports={
            f"{name}(": f"using SpecialFunctions: {name}" for name in re.findall(r"(\w+)\(", " ".join(_JULIA.values()))
            if name not in _words("exp log sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh abs floor ceil expm1 log1p hypot max min")
        },
    ),
    Language(
        "matlab", "m", "%", _OCTAVE, "", _matlab, _MATLAB_WORDS, domains=_OCTAVE_DOMAINS, unequal="~=", negation="~", nan="NaN", statement="{0} = {1};",
        assigned="{0} = {1};", branch=_ENDED, indent="  ", longest=63,
    ),
    Language(
        "r", "R", "#", _R_FUNCTIONS, "(if ({0}) {1} else {2})", _r, _R_WORDS, compared="isTRUE({})", truths=("TRUE", "FALSE"), nan="NaN",
        statement="{0} <- {1}", assigned="{0} <- {1}", branch=_CURLY, indent="  ",
    ),
    replace(_FORTRAN_ROW, single=replace(
        _FORTRAN_ROW, functions=_fortran_functions("real32"), frame=_fortran("real32"), split=_split_fortran("real32"), literal="{}_real32", narrow=True,
        nan="ieee_value(0.0_real32, ieee_quiet_nan)",
    )),
)  # fmt: skip
"""Every language, in the order of the help."""
