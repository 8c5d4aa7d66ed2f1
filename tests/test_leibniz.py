"""Known exercises of Leibniz's rule, 61, and 40 sums and products: the derivative's value against 30 digits of mpmath's own quadrature.

Facts alone: what is differentiated, with the page that asks it or has it. The true values are by closed forms, or without derivatives of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import pytest

from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

_WORKSHEET = "https://www.sweetstudy.com/amp/files/theftcpart1-pdf"
_SAYLOR = "https://learn.saylor.org/mod/book/view.php?id=37380&chapterid=21575"
_CONRAD = "https://studylib.net/doc/8418451/differentiation-under-the-integral-sign"
_FEYNMAN = "https://github.com/td2014/GeneralPhysics-QuantumMechanics"
_ANDY = "https://andymath.com/home/calculus1/fundamental-theorem-of-calculus/"
_AVIDEMIA = "https://avidemia.com/single-variable-calculus/definite-integrals/derivatives-of-integrals"
_RULE = "https://ru.scribd.com/document/350804161/Leibniz-Rule"
_PRACTICE = "https://senseofstudy.com/math/concept/fundamental-theorem/practice"
_BOT = "https://math.bot/q/derivative-integral-finding-d-dx-x2-sin-t-3nHzrZX"
_BOARDS = "https://mathhelpboards.com/threads/definite-integral.41/"
_LAGRANGE = "https://www.proofwiki.org/wiki/Lagrange%27s_Trigonometric_Identities"
_MACLAURIN = "https://sites.science.oregonstate.edu/math/home/programs/undergrad/CalculusQuestStudyGuides/SandS/PowerSeries/mclaurin_list.html"
_FUNGRIM = "https://github.com/fredrik-johansson/fungrim/blob/master/pygrim/formulas"
_EXCHANGE = "https://math.stackexchange.com/questions/2987994/definite-integrals-solvable-using-the-feynman-trick"
_GEOMETRIC = "https://math.techqa.club/how-to-calculate-the-derivative-of-following-geometric-series-3742613"

EXERCISES: tuple[tuple[str, str, str, str, Callable[[Any], Any], str], ...] = (
    ("integral(cos(t), t, 0, x)", "x", "1.3", "", lambda x: _over(mpmath.cos, 0, x), _WORKSHEET),
    ("integral(sqrt(1 + 2*t), t, 0, x)", "x", "0.7", "", lambda x: _over(lambda t: mpmath.sqrt(1 + 2 * t), 0, x), _WORKSHEET),
    ("integral(ln(t)/t, t, 1, x)", "x", "2.5", "", lambda x: _over(lambda t: mpmath.log(t) / t, 1, x), _WORKSHEET),
    ("integral(exp(1 - t^2), t, 1, sqrt(x))", "x", "2", "", lambda x: _over(lambda t: mpmath.exp(1 - t**2), 1, mpmath.sqrt(x)), _WORKSHEET),
    ("integral(arctan(t), t, pi, 1/x)", "x", "0.6", "", lambda x: _over(mpmath.atan, mpmath.pi, 1 / x), _WORKSHEET),
    ("integral(sqrt(t + t^3), t, 0, x)", "x", "1.1", "", lambda x: _over(lambda t: mpmath.sqrt(t + t**3), 0, x), "https://www.notatee.com/courses/video/the-fundamental-theorem-of-calculus-problem-1"),
    ("integral((1 + t)^200, t, 1, x)", "x", "1.01", "", lambda x: ((1 + x) ** 201 - mpmath.mpf(2) ** 201) / 201, "https://www.coursehero.com/file/47499997/wkst-6pdf/"),
    ("integral(ln(t^2 + 1), t, 0, exp(-x))", "x", "0.4", "", lambda x: _over(lambda t: mpmath.log(t**2 + 1), 0, mpmath.exp(-x)), "https://www.coursehero.com/file/47499997/wkst-6pdf/"),
    ("integral(sin(t), t, 0, cos(x))", "x", "0.8", "", lambda x: _over(mpmath.sin, 0, mpmath.cos(x)), "https://gradwiki.math.ucr.edu/index.php?title=007B_Sample_Midterm_2%2C_Problem_1_Detailed_Solution"),
    ("integral(t^2, t, a, 5*x)", "x", "0.3", "a=0.1", lambda x: _over(lambda t: t**2, mpmath.mpf("0.1"), 5 * x), _SAYLOR),
    ("integral(cos(u), u, a, x^2)", "x", "1.2", "a=0.1", lambda x: _over(mpmath.cos, mpmath.mpf("0.1"), x**2), _SAYLOR),
    ("integral(z^3, z, a, sin(w))", "w", "0.9", "a=0.1", lambda w: _over(lambda z: z**3, mpmath.mpf("0.1"), mpmath.sin(w)), _SAYLOR),
    ("integral((2*x + t^3)^2, x, 0, 1)", "t", "0.9", "", lambda t: _over(lambda x: (2 * x + t**3) ** 2, 0, 1), _CONRAD),
    ("integral(x^2*exp(-t*x), x, 0, 1)", "t", "1.4", "", lambda t: _over(lambda x: x**2 * mpmath.exp(-t * x), 0, 1), _CONRAD),
    ("integral(exp(-t*x), x, 0, oo)", "t", "3", "", lambda t: _over(lambda x: mpmath.exp(-t * x), 0, mpmath.inf), "https://infogalactic.com/info/Integration_using_parametric_derivatives"),
    ("integral(exp(-a*x)*sin(x)/x, x, 0, oo)", "a", "1.5", "", lambda a: mpmath.pi / 2 - mpmath.atan(a), _FEYNMAN),
    ("integral(arctan(a*tan(x))/tan(x), x, 0, pi/2)", "a", "0.7", "", lambda a: mpmath.pi / 2 * mpmath.log(1 + a), _FEYNMAN),
    ("integral(x^2*t, t, 0, x)", "x", "1.7", "", lambda x: _over(lambda t: x**2 * t, 0, x), "https://cal53.calculator.city/derivative-of-integral-calculator-with-bounds/"),
    ("integral(sin(x*sqrt(t))/t, t, 0, x^2)", "x", "1.2", "", lambda x: 2 * mpmath.si(x**2), "https://991761.x1xx6jdw.asia/123975/integral-leibniz?show=123994"),
    ("integral(3*t^3 + 4*t, t, 3, x)", "x", "2.2", "", lambda x: _over(lambda t: 3 * t**3 + 4 * t, 3, x), _ANDY),
    ("integral(sin(t), t, x, 3)", "x", "1.4", "", lambda x: _over(mpmath.sin, x, 3), _ANDY),
    ("integral(3*t + 5, t, 3, x^2)", "x", "1.9", "", lambda x: _over(lambda t: 3 * t + 5, 3, x**2), _ANDY),
    ("integral(t*e^t, t, x, 2*x)", "x", "0.6", "", lambda x: _over(lambda t: t * mpmath.exp(t), x, 2 * x), _ANDY),
    ("integral(t^2, t, sqrt(x), x^2)", "x", "1.3", "", lambda x: _over(lambda t: t**2, mpmath.sqrt(x), x**2), _ANDY),
    ("integral(t*cos(t)^2*(t^4 - t^3), t, 9, x)", "x", "9.3", "", lambda x: _over(lambda t: t * mpmath.cos(t) ** 2 * (t**4 - t**3), 9, x), _ANDY),
    ("integral(t^2, t, 0, cos(x))", "x", "0.8", "", lambda x: _over(lambda t: t**2, 0, mpmath.cos(x)), _ANDY),
    ("integral(t^2/(t - 5), t, 5*x^2, 7)", "x", "1.1", "", lambda x: _over(lambda t: t**2 / (t - 5), 5 * x**2, 7), _ANDY),
    ("integral(t*tan(t), t, sqrt(x), pi/4)", "x", "0.3", "", lambda x: _over(lambda t: t * mpmath.tan(t), mpmath.sqrt(x), mpmath.pi / 4), _ANDY),
    ("integral(sqrt(t + 1), t, 2, x^3)", "x", "1.4", "", lambda x: _over(lambda t: mpmath.sqrt(t + 1), 2, x**3), _ANDY),
    ("integral(ln(t), t, x^2, x^3)", "x", "1.6", "", lambda x: _over(mpmath.log, x**2, x**3), _ANDY),
    ("integral(t^2, t, 1, x)", "x", "2.4", "", lambda x: _over(lambda t: t**2, 1, x), _AVIDEMIA),
    ("integral(1/(2 + 2*t + t^2), t, 1, x)", "x", "3", "", lambda x: _over(lambda t: 1 / (2 + 2 * t + t**2), 1, x), _AVIDEMIA),
    ("integral(sin(t)/t, t, 0, x^2)", "x", "1.3", "", lambda x: mpmath.si(x**2), _AVIDEMIA),
    ("integral(sin(x*t)/t, t, 1/x, 2/x)", "x", "0.7", "", lambda x: _over(lambda t: mpmath.sin(x * t) / t, 1 / x, 2 / x), _RULE),
    ("integral((1 - e^t)/t, t, u, v)", "v", "1.4", "u=0.5", lambda v: _over(lambda t: (1 - mpmath.exp(t)) / t, mpmath.mpf("0.5"), v), _RULE),
    ("integral((1 - e^t)/t, t, u, v)", "u", "0.5", "v=1.4", lambda u: _over(lambda t: (1 - mpmath.exp(t)) / t, u, mpmath.mpf("1.4")), _RULE),
    ("integral((x^a - 1)/ln(x), x, 0, 1)", "a", "1.3", "", lambda a: mpmath.log(1 + a), _RULE),
    ("integral(exp(-x^2)*cos(a*x), x, 0, oo)", "a", "1.3", "", lambda a: mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(-(a**2) / 4), _RULE),
    ("integral(t^2 + 1, t, 0, x)", "x", "0.9", "", lambda x: _over(lambda t: t**2 + 1, 0, x), _PRACTICE),
    ("integral(cos(t), t, 1, x^2)", "x", "1.5", "", lambda x: _over(mpmath.cos, 1, x**2), _PRACTICE),
    ("integral(e^(t^2), t, 0, x)", "x", "1.1", "", lambda x: _over(lambda t: mpmath.exp(t**2), 0, x), _PRACTICE),
    ("integral(sin(t), t, 1, x^2)", "x", "1.2", "", lambda x: _over(mpmath.sin, 1, x**2), "https://math.answers.com/Q/How_you_can_defferentiate_an_integral"),
    ("integral(t*sin(t), t, 2, x)", "x", "2.7", "", lambda x: _over(lambda t: t * mpmath.sin(t), 2, x), _BOT),
    ("integral(x^2*sin(t), t, 1, x)", "x", "1.6", "", lambda x: _over(lambda t: x**2 * mpmath.sin(t), 1, x), _BOT),
    ("integral(t^2 - 4, t, 5, x^2)", "x", "2.1", "", lambda x: _over(lambda t: t**2 - 4, 5, x**2), "https://math.bot/q/derivative-of-integral-variable-limits-Ffp7WkF9"),
    ("integral(exp(-x^2/y^2 - y^2), x, 0, oo)", "y", "0.8", "", lambda y: y * mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(-(y**2)), _EXCHANGE),
    ("integral(1/(x^2 + p)^(n + 1), x, 0, oo)", "p", "1.3", "n=2", lambda p: 3 * mpmath.pi / 16 * p ** mpmath.mpf("-2.5"), _EXCHANGE),
    ("integral(arctan(a*tan(x))/sin(x), x, 0, pi/2)", "a", "0.5", "", lambda a: mpmath.quad(lambda x: mpmath.atan(a * mpmath.tan(x)) / mpmath.sin(x), [0, 0.5, 1, mpmath.pi / 2]), _EXCHANGE),
    ("integral(exp(-t^2*(1 + x^2))/(1 + x^2), x, 0, 1)", "t", "0.9", "", lambda t: mpmath.pi / 4 * (1 - mpmath.erf(t) ** 2), _CONRAD),
    ("integral(exp(-x^2), x, 0, t)^2", "t", "0.9", "", lambda t: mpmath.pi / 4 * mpmath.erf(t) ** 2, _CONRAD),
    ("integral(cos(t*x)*exp(-x^2/2), x, 0, oo)", "t", "1.2", "", lambda t: mpmath.sqrt(mpmath.pi / 2) * mpmath.exp(-(t**2) / 2), _CONRAD),
    ("integral(x^t, x, 0, 1)", "t", "1.4", "", lambda t: 1 / (1 + t), _CONRAD),
    ("integral(ln(1 + a*cos(x))/cos(x), x, 0, pi/2)", "a", "0.7", "", lambda a: mpmath.pi**2 / 8 - 2 * mpmath.atan(mpmath.sqrt((1 - a) / (1 + a))) ** 2, "https://math.techqa.club/evaluation-of-an-integral-1658752"),
    ("integral(ln(1 - 2*a*cos(x) + a^2), x, 0, pi)", "a", "1.5", "", lambda a: 2 * mpmath.pi * mpmath.log(a), "https://math.techqa.club/a-peculiar-integral-using-leibnitz-rule-of-integration-4842864"),
    ("integral(tanh(t^2), t, 0, cosh(x^2))", "x", "0.4", "", lambda x: _over(lambda t: mpmath.tanh(t**2), 0, mpmath.cosh(x**2)), "https://www.physicsforums.com/threads/efficient-differentiation-of-hyperbolic-integrals.537075/post-3543014"),
    ("integral(1/(a*cos(x)^2 + b*sin(x)^2), x, 0, pi/2)", "a", "1.4", "b=0.6", lambda a: mpmath.pi / 2 / mpmath.sqrt(a * mpmath.mpf("0.6")), _BOARDS),
    ("integral(1/(a*cos(x)^2 + b*sin(x)^2), x, 0, pi/2)", "b", "0.6", "a=1.4", lambda b: mpmath.pi / 2 / mpmath.sqrt(b * mpmath.mpf("1.4")), _BOARDS),
    ("integral(e^(a*cos(x))*cos(a*sin(x)), x, 0, 2*pi)", "a", "0.8", "", lambda a: 2 * mpmath.pi + 0 * a, "https://newbetuts.com/409171-how-to-evaluate-int-02piecos-thetacos-sin-theta-dtheta"),
    ("integral(ln(1 + cos(a)*cos(x))/cos(x), x, 0, pi/2)", "a", "0.9", "", lambda a: (mpmath.pi**2 / 4 - a**2) / 2, "https://math.techqa.club/stuck-on-liebniz-integration-technique-4570259"),
    ("integral(cos(n*t - x*sin(t)), t, 0, pi)/pi", "x", "1.7", "n=3", lambda x: mpmath.besselj(3, x), "https://math.techqa.club/evaluating-a-definite-integral-using-bessel-functions-1307949"),
    ("integral(t^(z - 1)*exp(-t), t, 0, oo)", "z", "2.5", "", mpmath.gamma, "http://archive.lib.msu.edu/crcmath/math/math/g/g027.htm"),
    ("sum(q^t, t, 1, n)", "q", "0.6", "n=7", lambda q: sum(q**t for t in range(1, 8)), _GEOMETRIC),
    ("sum(x^i, i, 0, n)", "x", "1.3", "n=5", lambda x: sum(x**i for i in range(6)), "https://www.physicsforums.com/members/crystals.519491/recent-content"),
    ("sum(k*z^k, k, 1, n)", "z", "0.7", "n=6", lambda z: z * (1 - 7 * z**6 + 6 * z**7) / (1 - z) ** 2, "https://math.techqa.club/name-for-this-power-sum-formula-3367656"),
    ("sum(k^2*x^k, k, 0, oo)", "x", "0.4", "", lambda x: x * (1 + x) / (1 - x) ** 3, "https://math.techqa.club/sum-of-k-2-x-k-1738988"),
    ("sum(sin(k*t), k, 0, n)", "t", "1.1", "n=6", lambda t: (mpmath.cot(t / 2) - mpmath.cos(mpmath.mpf(13) / 2 * t) / mpmath.sin(t / 2)) / 2, _LAGRANGE),
    ("sum(cos(k*t), k, 0, n)", "t", "1.1", "n=6", lambda t: (1 + mpmath.sin(mpmath.mpf(13) / 2 * t) / mpmath.sin(t / 2)) / 2, _LAGRANGE),
    ("prod(cos(2^k*a), k, 0, n - 1)", "a", "0.6", "n=5", lambda a: mpmath.sin(32 * a) / (32 * mpmath.sin(a)), "http://drhuang.com/science/mathematics/math%20word/math/m/m392.htm"),
    ("1 + 2*sum(cos(k*x), k, 1, n)", "x", "0.8", "n=7", lambda x: mpmath.sin(mpmath.mpf(15) / 2 * x) / mpmath.sin(x / 2), "http://encyclopedia.kids.net.au/page/di/Dirichlet_kernel"),
    ("sum((1 - k/n)*cos(k*x), k, 1, n - 1)", "x", "0.9", "n=6", lambda x: ((1 - mpmath.cos(6 * x)) / (1 - mpmath.cos(x)) / 6 - 1) / 2, "https://alchetron.com/Fej%C3%A9r-kernel"),
    ("sum(binomial(n, k)*x^(n - k)*y^k, k, 0, n)", "x", "1.2", "n=6,y=0.5", lambda x: (x + mpmath.mpf("0.5")) ** 6, "http://www.neuraldump.net/glossary/binomial-theorem/"),
    ("sum(binomial(n, k)*x^(n - k)*y^k, k, 0, n)", "y", "0.5", "n=6,x=1.2", lambda y: (y + mpmath.mpf("1.2")) ** 6, "http://www.neuraldump.net/glossary/binomial-theorem/"),
    ("sum(binomial(n, k)*(-1)^k/k!*x^k, k, 0, n)", "x", "1.7", "n=5", lambda x: mpmath.laguerre(5, 0, x), "https://codegolf.stackexchange.com/questions/207034/laguerre-polynomials"),
    ("sum(binomial(n, k)^2*(x - 1)^(n - k)*(x + 1)^k, k, 0, n)/2^n", "x", "0.3", "n=5", lambda x: mpmath.legendre(5, x), "http://specialfunctionswiki.org/index.php/Legendre_P"),
    ("sum(binomial(n, 2*k)*(x^2 - 1)^k*x^(n - 2*k), k, 0, 3)", "x", "0.4", "n=6", lambda x: mpmath.chebyt(6, x), "https://fungrim.org/entry/ae791d"),
    ("sum(binomial(n + 1, 2*k + 1)*(x^2 - 1)^k*x^(n - 2*k), k, 0, 3)", "x", "0.4", "n=6", lambda x: mpmath.chebyu(6, x), f"{_FUNGRIM}/chebyshev.py"),
    ("n!*sum((-1)^m/(m!*(n - 2*m)!)*(2*x)^(n - 2*m), m, 0, 3)", "x", "0.6", "n=6", lambda x: mpmath.hermite(6, x), "http://specialfunctionswiki.org/index.php?title=Closed_formula_for_physicist%27s_Hermite_polynomials&oldid=7228"),
    ("sum((n + k)!/((n - k)!*k!)*(x/2)^k, k, 0, n)", "x", "0.9", "n=4", lambda x: mpmath.sqrt(2 / (mpmath.pi * x)) * mpmath.exp(1 / x) * mpmath.besselk(mpmath.mpf(9) / 2, 1 / x), "https://specialfunctionswiki.org/index.php?title=Bessel_polynomial&oldid=5895"),
    ("sum(binomial(n, k)*sin(k)*x^k*(1 - x)^(n - k), k, 0, n)", "x", "0.3", "n=5", lambda x: mpmath.im((1 - x + x * mpmath.expj(1)) ** 5), "http://www.chebfun.org/examples/approx/BernsteinPolys.html"),
    ("exp(-a)*sum(a^j/j!, j, 0, k)", "a", "2.3", "k=4", lambda a: mpmath.gammainc(5, a, regularized=True), "https://ocean.dpldocs.info/v6.1.0/ocean.math.Probability.poissonDistributionCompl.html"),
    ("sum(binomial(n, i)*p^i*(1 - p)^(n - i), i, 0, k)", "p", "0.3", "n=7,k=2", lambda p: mpmath.betainc(5, 3, 0, 1 - p, regularized=True), "https://docs.scipy.org/doc/scipy-0.19.0/reference/generated/scipy.special.bdtr.html"),
    ("1 - sum(exp(-r*x)*(r*x)^n/n!, n, 0, k - 1)", "x", "1.6", "r=0.8,k=3", lambda x: mpmath.gammainc(3, 0, mpmath.mpf("0.8") * x, regularized=True), "https://stdlib.io/develop/docs/api/@stdlib/math/base/dists/erlang/cdf/"),
    ("sum(x^n/n!, n, 0, m)", "x", "1.3", "m=8", lambda x: mpmath.exp(x) * mpmath.gammainc(9, x, regularized=True), _MACLAURIN),
    ("sum((-1)^n/(2*n + 1)!*x^(2*n + 1), n, 0, 4)", "x", "1.9", "", lambda x: x - x**3 / 6 + x**5 / 120 - x**7 / 5040 + x**9 / 362880, _MACLAURIN),
    ("sum((-1)^(n + 1)*x^n/n, n, 1, m)", "x", "0.4", "m=7", lambda x: _over(lambda t: (1 - (-t) ** 7) / (1 + t), 0, x), "https://engineeringtoolbox.com/taylor-series-d_1750.html"),
    ("sum((-1)^n/(2*n + 1)*x^(2*n + 1), n, 0, m)", "x", "0.8", "m=5", lambda x: _over(lambda t: (1 - t**12) / (1 + t**2), 0, x), _MACLAURIN),
    ("4/pi*sum(sin(2*pi*(2*k - 1)*t)/(2*k - 1), k, 1, n)", "t", "0.17", "n=5", lambda t: 8 * _over(lambda s: mpmath.sin(20 * mpmath.pi * s) / (2 * mpmath.sin(2 * mpmath.pi * s)), 0, t), "https://iris.joshua-becker.com/lab/fourier-series-square-wave/"),
    ("sum((-1)^k*sin(2*pi*k*t)/k, k, 1, n)", "t", "0.23", "n=6", lambda t: mpmath.im(sum((-mpmath.expjpi(2 * t)) ** k / k for k in range(1, 7))), "https://math.techqa.club/sawtooth-wave-as-a-sum-of-sines-1638340"),
    ("prod(x + k, k, 0, n - 1)", "x", "1.4", "n=6", lambda x: mpmath.rf(x, 6), f"{_FUNGRIM}/factorials.py"),
    ("prod(x - k, k, 0, n - 1)", "x", "7.3", "n=6", lambda x: mpmath.ff(x, 6), f"{_FUNGRIM}/factorials.py"),
    ("prod(1 - a*q^k, k, 0, n - 1)", "a", "0.4", "q=0.6,n=5", lambda a: mpmath.qp(a, mpmath.mpf("0.6"), 5), "https://sparkthread.net/en/Q-series"),
    ("prod(1 - a*q^k, k, 0, n - 1)", "q", "0.6", "a=0.4,n=5", lambda q: mpmath.qp(mpmath.mpf("0.4"), q, 5), "https://sparkthread.net/en/Q-series"),
    ("sum(1/(z + k), k, 0, n - 1)", "z", "1.3", "n=6", lambda z: mpmath.digamma(z + 6) - mpmath.digamma(z), f"{_FUNGRIM}/digamma_function.py"),
    ("sum(1/(n + a)^r, n, 0, oo)", "a", "0.7", "r=3", lambda a: -mpmath.psi(2, a) / 2, f"{_FUNGRIM}/digamma_function.py"),
    ("sum(1/k^s, k, 1, n)", "s", "1.5", "n=8", lambda s: mpmath.zeta(s) - mpmath.zeta(s, 9), "https://www.proofwiki.org/wiki/Properties_of_General_Harmonic_Numbers"),
    ("sum(k^m*x^k/k!, k, 0, oo)*exp(-x)", "x", "0.9", "m=2", lambda x: x + x**2, "https://tickerdossier.com/wiki/touchard-polynomials"),
    ("sum(a^k*cos(b^k*pi*x), k, 0, n)", "x", "0.31", "a=0.5,b=3,n=4", lambda x: sum(mpmath.cos(3**k * mpmath.pi * x) / 2**k for k in range(5)), "http://www.askfactmaster.com/Weierstrass_function"),
    ("prod((x - j)/(3 - j), j, 0, 2)", "x", "1.7", "", lambda x: x * (x - 1) * (x - 2) / 6, "https://infinitelexicon.com/Lagrangeinterpolated"),
    ("ln(sum(exp(k*x), k, 1, n))", "x", "0.3", "n=4", lambda x: x + mpmath.log((mpmath.exp(4 * x) - 1) / (mpmath.exp(x) - 1)), "https://en.wikipedia.org/wiki/LogSumExp"),
    ("sin(pi*x)/pi - x*prod(1 - x^2/k^2, k, 1, n)", "x", "0.6", "n=6", lambda x: mpmath.sinpi(x) / mpmath.pi - mpmath.rf(x - 6, 13) / mpmath.factorial(6) ** 2, "https://www.johndcook.com/blog/2022/12/18/euler-sine-product/"),
    ("prod(cos(x/2^k), k, 1, n)", "x", "1.9", "n=6", lambda x: mpmath.sin(x) / (64 * mpmath.sin(x / 64)), "https://www.physicsforums.com/threads/sin-product.57827/"),
)  # fmt: skip


def _over(body: Callable[[Any], Any], low: Any, high: Any) -> Any:
    return mpmath.quad(body, [low, high])


@pytest.mark.parametrize(
    ("text", "by", "at", "more", "true", "source"), EXERCISES, ids=[f"{each[0]} by {each[1]}" for each in EXERCISES]
)
def test_a_published_exercise(text: str, by: str, at: str, more: str, true: Callable[[Any], Any], source: str) -> None:
    assert source.startswith(("https://", "http://"))
    point = f"{by}={at}" + (f",{more}" if more else "")
    report = solve(Problem(text, wrt=((by,),), at=(point,)), Options())
    assert report.error is None
    ((check,),) = [each.checks for each in report.points]
    with mpmath.workdps(30):
        slope = mpmath.diff(true, mpmath.mpf(at))
    assert abs(check.symbolic - slope) <= 2e-13 * (1 + abs(slope))
    assert check.verdict is not None
    assert check.verdict.value == "agree"


MOVING = (
    "integral(Heaviside(t - x), t, 0, 1)", "integral(sign(t - x)*t, t, 0, 1)", "integral(floor(t + x), t, 0, 1)",
    "integral(Piecewise((1, t < x), (0, True)), t, 0, 1)", "integral(if(t*x > 1, t, 0), t, 0, 3)", "integral(sign(t*(t - x)), t, 0, 1)",
)  # fmt: skip


@pytest.mark.parametrize("text", MOVING)
def test_an_integrand_that_jumps_at_a_place_that_moves_has_no_derivative_by_this_rule(text: str) -> None:
    error = solve(Problem(text)).error
    assert error is not None
    assert error.message == "the integrand jumps at a place that moves, which Leibniz's rule leaves out"
    assert error.hint == "split the integral at that place"


STAYING = (
    ("integral(abs(t - x), t, 0, 1)", -0.5), ("integral(Max(t, x), t, 0, 1)", 0.25), ("integral(if(t < x, t^2, x*t), t, 0, 1)", 0.46875),
    ("integral(sign(t*x)*t, t, 0, 1)", 0.0), ("integral(floor(3*t)*x, t, 0, 1)", 1.0), ("integral(if(t < x, 1, 1), t, 0, 1)", 0.0),
)  # fmt: skip


@pytest.mark.parametrize(("text", "slope"), STAYING)
def test_one_whose_jumps_stay_or_whose_pieces_join_has_one(text: str, slope: float) -> None:
    report = solve(Problem(text, at=("x=0.25",)))
    assert report.verdict == "agree"
    assert abs(report.points[0].checks[0].symbolic - slope) < 1e-12  # type: ignore[operator]


def test_what_is_not_known_of_an_integrand_is_no_coefficient_of_0() -> None:
    """Its ball once counted as one that does not depend on the parameter."""
    for text, at, slope in (
        ("integral(abs(t - x), t, 0, 1)", "x=-1.984e-9", -1.0),
        ("integral(abs(t - x), t, 0, 1)", "x=1.000000001", 1.0),
    ):
        report = solve(Problem(text, at=(at,)), Options(certify=True))
        assert report.verdict == "agree"
        assert report.points[0].checks[0].symbolic == slope
