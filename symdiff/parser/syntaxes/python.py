"""Python with NumPy, SciPy, JAX, PyTorch and TensorFlow. Imports ``code`` and ``precedence``."""

from __future__ import annotations

import re

from symdiff.parser.syntax import NUMBER, Spelling
from symdiff.parser.syntaxes.c import HALF_EVEN, REMAINDER, TO_DIGITS
from symdiff.parser.syntaxes.code import HASH, Language, syntax
from symdiff.parser.syntaxes.precedence import Infix, Operators, Prefix

_MODULE = (
    r"(?:scipy\.special|jax\.numpy|jax\.scipy\.special|jax\.nn|np\.emath|torch\.special|torch\.nn\.functional|torch|tf\.math|tf\.nn|tf|np\.linalg|"
    r"np|numpy|jnp|math|cmath|sp|sympy|scipy|special|jax|nn|F|S)\.(?=[A-Za-z_]\w*)"
)
_CARET = "'^' could be a power, or the exclusive or of this language"

OPERATORS = Operators(
    title="Python",
    infix={
        "or": Infix(2, "or", "or", strict=True),
        "and": Infix(3, "and", "and", strict=True),
        **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), Infix(5, "comparison", "")),
        "|": Infix(6, "or", "or", strict=True),
        "^": Infix(7, "refused", _CARET, hint="write ** for the power"),
        "&": Infix(8, "and", "and", strict=True),
        "<<": Infix(9, "refused", "'<<' moves the bits of whole numbers", hint="write x*2"),
        ">>": Infix(9, "refused", "'>>' moves the bits of whole numbers", hint="write x/2"),
        "+": Infix(10, "sum", "+"),
        "-": Infix(10, "sum", "-"),
        "*": Infix(11, "product", "*"),
        "/": Infix(11, "product", "/", kind="number"),
        "//": Infix(11, "call", "floor_divide"),
        "%": Infix(11, "call", "mod"),
        "**": Infix(14, "power", "**", right=True),
    },
    prefix={
        "-": Prefix(13, "sign"),
        "+": Prefix(13, "none"),
        "not": Prefix(4, "not"),
        "~": Prefix(13, "not", strict=True),
    },
    chooses_between=1,
    chained=True,
    methods=frozenset(
        (
            "*/0",
            "pow/1",
            "clamp/2",
            "clip/2",
            "atan2/1",
            "hypot/1",
            "fmod/1",
            "remainder/1",
            "maximum/1",
            "minimum/1",
            "add/1",
            "sub/1",
            "mul/1",
            "div/1",
            "lerp/2",
            "copysign/1",
            "logaddexp/1",
            "xlogy/1",
        )
    ),
    whole=frozenset(("trunc", "floor", "ceiling", "floor_divide", "int")),
)

_SPECIAL = {
    "absolute": "abs", "fabs": "abs", "float_power": "pow", "power": "pow", "ceil": "ceiling", "maximum": "max", "minimum": "min",
    "fmax": "max", "fmin": "min", "amax": "max", "amin": "min", "jv": "besselj", "yv": "bessely", "iv": "besseli", "kv": "besselk",
    "kn": "besselk", "expi": "Ei", "exp1": "E1", "ellipk": "elliptic_k", "ellipe": "elliptic_e", "comb": "binomial",
    "binom": "binomial", "gammaln": "loggamma", "lgamma": "loggamma", "psi": "psi", "rint": "numpy_round",
    "around": "numpy_round", "round": "numpy_round", "eval_legendre": "legendre", "eval_hermite": "hermite",
    "eval_laguerre": "laguerre", "eval_chebyt": "chebyshevt", "eval_chebyu": "chebyshevu", "fix": "trunc", "pi": "π", "sinc": "numpy_sinc",
    "e": "ℯ", "euler_gamma": "EulerGamma", "tau": "( 2 * π )", "inf": "inf", "nan": "nan", "floormod": "mod",
    "remainder": "mod", "reciprocal": "reciprocal", "ndtr": "ndtr", "rsqrt": "rsqrt", "frac": "torch_frac", "silu": "swish",
    "divide": "true_divide",
}  # fmt: skip
"""Names of NumPy, SciPy, PyTorch and ``math`` after their module, by those of the plain syntax or of the table below."""
FUNCTIONS = {
    "numpy_round(x)": HALF_EVEN,
    "round(x)": HALF_EVEN,
    "numpy_sinc(x)": "sinc(pi*x)",
    "sinc(x)": "sinc(pi*x)",
    "fmod(x, y)": REMAINDER,
    "even_remainder(x, y)": "x - y*" + HALF_EVEN.replace("x", "(x/y)"),
    "floor_divide(x, y)": "floor(x/y)",
    "true_divide(x, y)": "x/y",
    "heaviside(x, h)": "if(x < 0, 0, if(x > 0, 1, h))",
    "logaddexp(x, y)": "log(exp(x) + exp(y))",
    "logaddexp2(x, y)": "log2(2**x + 2**y)",
    "reciprocal(x)": "1/x",
    "negative(x)": "-x",
    "positive(x)": "x",
    "add(x, y)": "x + y",
    "sub(x, y)": "x - y",
    "subtract(x, y)": "x - y",
    "mul(x, y)": "x*y",
    "multiply(x, y)": "x*y",
    "div(x, y)": "x/y",
    "neg(x)": "-x",
    "copysign(x, y)": "if(y < 0, -abs(x), abs(x))",
    "clip(x, a, b)": "min(max(x, a), b)",
    "clamp(x, a, b)": "min(max(x, a), b)",
    "clip_by_value(x, a, b)": "min(max(x, a), b)",
    "exp10(x)": "10**x",
    "fma(x, y, z)": "x*y + z",
    "ldexp(x, n)": "x*2**n",
    "float(x)": "x",
    "int(x)": "trunc(x)",
    "dist(x, y)": "abs(x - y)",
    "i0(x)": "besseli(0, x)",
    "i1(x)": "besseli(1, x)",
    "k0(x)": "besselk(0, x)",
    "k1(x)": "besselk(1, x)",
    "j0(x)": "besselj(0, x)",
    "j1(x)": "besselj(1, x)",
    "y0(x)": "bessely(0, x)",
    "y1(x)": "bessely(1, x)",
    "jn(n, x)": "besselj(n, x)",
    "yn(n, x)": "bessely(n, x)",
    "expn(n, x)": "expint(n, x)",
    "xlogy(x, y)": "x*log(y)",
    "xlog1py(x, y)": "x*log(1 + y)",
    "entr(x)": "-x*log(x)",
    "ndtr(x)": "(1 + erf(x/sqrt(2)))/2",
    "log_ndtr(x)": "log((1 + erf(x/sqrt(2)))/2)",
    "gammainc(a, x)": "1 - uppergamma(a, x)/gamma(a)",
    "gammaincc(a, x)": "uppergamma(a, x)/gamma(a)",
    "betaln(a, b)": "log(beta(a, b))",
    "exprel(x)": "(exp(x) - 1)/x",
    "cosm1(x)": "cos(x) - 1",
    "rsqrt(x)": "1/sqrt(x)",
    "lerp(a, b, t)": "a + t*(b - a)",
    "torch_frac(x)": "x - trunc(x)",
    "relu(x)": "max(x, 0)",
    "relu6(x)": "min(max(x, 0), 6)",
    "gelu(x)": "x*(1 + erf(x/sqrt(2)))/2",
    "swish(x)": "x/(1 + exp(-x))",
    "elu(x)": "if(x > 0, x, exp(x) - 1)",
    "selu(x)": "1.0507009873554804934193349852946*if(x > 0, x, 1.6732632423543772848170429916717*(exp(x) - 1))",
    "leaky_relu(x)": "if(x > 0, x, 0.01*x)",
    "leaky_relu(x, a)": "if(x > 0, x, a*x)",
    "mish(x)": "x*tanh(log(1 + exp(x)))",
    "softsign(x)": "x/(1 + abs(x))",
    "logsigmoid(x)": "-log(1 + exp(-x))",
    "log_sigmoid(x)": "-log(1 + exp(-x))",
    "hardtanh(x)": "min(max(x, -1), 1)",
    "hardsigmoid(x)": "min(max(x/6 + 1/2, 0), 1)",
    "tanhshrink(x)": "x - tanh(x)",
    "softshrink(x)": "if(x > 1/2, x - 1/2, if(x < -1/2, x + 1/2, 0))",
    "hardshrink(x)": "if(abs(x) > 1/2, x, 0)",
    "squared_difference(x, y)": "(x - y)**2",
    "log_softmax(x)": "!log_softmax is of a vector|write its components out",
    "Rational(x, y)": "x/y",
    "Rational(x)": "x",
    "Integer(x)": "trunc(x)",
    "Float(x)": "x",
    "S(x)": "x",
    "hypot(x, y, z)": "sqrt(x**2 + y**2 + z**2)",
    "float64(x)": "x",
    "asarray(x)": "x",
    "perm(n, k)": "FallingFactorial(n, k)",
    "real(x)": "x",
    "conj(x)": "x",
    "rgamma(x)": "1/gamma(x)",
    "ive(v, x)": "besseli(v, x)*exp(-abs(x))",
    "kve(v, x)": "besselk(v, x)*exp(x)",
    "rel_entr(x, y)": "x*log(x/y)",
    "kl_div(x, y)": "x*log(x/y) - x + y",
    "ndtri(x)": "sqrt(2)*erfinv(2*x - 1)",
    "spherical_jn(n, x)": "jn(n, x)",
    "spherical_yn(n, x)": "yn(n, x)",
    "numpy_round(x, n)": TO_DIGITS,
    "round(x, n)": TO_DIGITS,
    "isclose(x, y)": "!isclose is no number|write a comparison",
}
_EXACT = {"Half": "( 1 / 2 )", "One": "1", "Zero": "0", "NegativeOne": "( - 1 )", "Pi": "π", "Exp1": "ℯ"}
"""Numbers of sympy after ``S``."""
_REFUSED_OF_JAX = {"gelu": "jax.nn.gelu is the approximation by tanh unless it is told otherwise"}
_NUMBER = re.compile(rf"({NUMBER})[jJ]").fullmatch


def number(text: str) -> str | None:
    """A number without ``_`` and in decimal; empty for an imaginary one."""
    if not text[0].isdigit() and text[0] != ".":
        return None
    if _NUMBER(text):
        return ""
    digits = text.lower().replace("_", "")
    for base, mark, figures in ((16, "0x", "[0-9a-f]+"), (2, "0b", "[01]+"), (8, "0o", "[0-7]+")):
        if digits.startswith(mark) and re.fullmatch(figures, digits[2:]):
            return str(int(digits[2:], base))
    return digits if "_" in text and re.fullmatch(r"[0-9.e+-]+(?:_[0-9]+)*", digits) and "__" not in text else None


def _before(spelling: Spelling) -> None:
    """``np.sin`` is ``sin``, and ``p['k']`` is ``p_k``."""
    result = []
    for text, start, stop in spelling.tokens:
        module, _, name = text.rpartition(".")
        if module and name.isidentifier() and text[0].isalpha():
            if name in _REFUSED_OF_JAX and module == "jax.nn":
                hint = "write x/2*(1 + erf(x/sqrt(2))) or its approximation"
                raise spelling.fault("ambiguous", _REFUSED_OF_JAX[name], (text, start, stop), hint)
            if module == "S":
                name = _EXACT.get(name, name)
            elif module in ("sp", "sympy"):
                name = {"sinc": "sympy_sinc", "jn": "sympy_jn", "yn": "sympy_yn", "E": "ℯ", "pi": "π"}.get(name, name)
            elif module in ("tf.math", "tf") and name == "mod":
                name = "mod"
            elif module == "math" and name == "remainder":
                name = "even_remainder"
            elif module in ("torch", "torch.special") and name == "gammainc":
                name = "gammainc"
            elif name != "psi" or module != "math":
                name = _SPECIAL.get(name, name)
            result += [(part, start, stop) for part in name.split()]
        elif text[0].isalpha() and text.endswith("]"):
            plain = re.sub(r"\W+", "_", text).strip("_")
            spelling.notes[f"{text} is named {plain} here"] = None
            result.append((plain, start, stop))
        else:
            result.append((text, start, stop))
    spelling.tokens = result


SYNTAX = syntax(
    "python",
    Language(
        operators=OPERATORS,
        names={"ceil": "ceiling", "True": "1", "False": "0"},
        functions=FUNCTIONS | {"sympy_sinc(x)": "sinc(x)"},
        noted={"round": "round goes to the even number at a half", "sinc": "sinc(x) is sin(pi*x)/(pi*x)"},
        numbers=number,
        variables={"e": "math.e"},
        comment=HASH,
        lists={
            "sum": "+",
            "fsum": "+",
            "prod": "*",
            "max": ",",
            "min": ",",
            "amax": ",",
            "amin": ",",
            "mean": "mean",
            "norm": "norm",
            "dot": "dot",
            "inner": "dot",
        },
        dropped=r"\\\n",
        opens=frozenset(("lambda", "def")),
        before=_before,
    ),
    rf"{_MODULE}[A-Za-z_]\w*|(?<![A-Za-z0-9_])[A-Za-z_]\w*\[(?:'\w+'|\"\w+\")\]|0[xXbBoO][0-9a-fA-F_]+|{NUMBER}[jJ](?![A-Za-z0-9_])|//|<<|>>|->",
    reads=(
        ("np.sin(x)**2", "sin(x)**2"),
        ("math.log(x, 2)", "log(x, 2)"),
        ("np.arctan2(y, x)", "atan2(y, x)"),
        ("np.sinc(x)", "sinc(pi*x)"),
        ("sp.sinc(x)", "sinc(x)"),
        ("x**2 if x > 1 else -x", "if(x > 1, x**2, -x)"),
        ("-7//2*x", "floor(-7/2)*x"),
        ("(x - 8) % 3", "mod(x - 8, 3)"),
        ("np.fmod(x - 8, 3)", "x - 8 - 3*trunc((x - 8)/3)"),
        ("lambda x: a*x**2", "a*x**2"),
        ("1_000*x + 0x1F", "1000*x + 31"),
        ("np.heaviside(x - 1, 0.5)", "if(x - 1 < 0, 0, if(x - 1 > 0, 1, 0.5))"),
        ("F.relu(x - 1)", "max(x - 1, 0)"),
        ("y = np.exp(-x)  # decay", "exp(-x)"),
        ("np.where(x > 1, x, y)", "if(x > 1, x, y)"),
        ("np.sum([x, y, z])/2", "(x + y + z)/2"),
        ("np.linalg.norm([x, y])", "sqrt(x**2 + y**2)"),
        ("max((x, y)) + np.mean([x, y])", "max(x, y) + (x + y)/2"),
        ("S.Half*x + Rational(1, 3)", "x/2 + 1/3"),
    ),
    refuses=(
        ("np.sin(x)^2", "ambiguous", "np.sin(x)**2"),
        ("2x", "syntax", "2*x"),
        ("1j*x", "reserved-name", "a real number"),
        ("jax.nn.gelu(x)", "ambiguous", "x/2*(1 + erf(x/sqrt(2)))"),
    ),
    differs=(
        "`%` has the sign of the second operand, `np.fmod` and `math.fmod` that of the first; `//` rounds down.",
        "`np.sinc(x)` is `sin(pi*x)/(pi*x)`, and sympy's `sp.sinc(x)` is `sin(x)/x`.",
        "`round` and `np.round` go to the even number at a half.",
        "`e` alone is a variable; the constant is `math.e` or `np.e`.",
        "A comparison among numbers is 1 or 0; `0 < x < 1` is two conditions.",
    ),
)
