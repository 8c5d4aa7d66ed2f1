#!/bin/sh
# nerdamer 1.1.13: nerdamer.diff("asinh(x)", "x") is 1/(x + sqrt(x^2 + 1)), and nerdamer("diff(asinh(x), x)") is 1/sqrt(x^2 + 1), which is right.
# By the first way all six inverse hyperbolic functions are wrong, in the second derivative too; by the second way all are right.
#
# The function nerdamer.diff works in the mode that makes numbers, which turns asinh(x) to log(u), u = x + sqrt(x^2 + 1), in the midst of
# the chain rule: the outer slope is then 1/u, and the inner one is taken of x, not of u. A factor g' of asinh(g(x)) is there, so the chain rule
# seems to be at work. (In the same mode log(2) becomes a fraction: the slope of 2^x holds 49180508/70952475.)
# Why a guess misses: both are the documented ways to ask for one thing; the wrong answer is smooth and, for asinh, right at 0; log(u) and asin are right.
# What to do: put the call into the text, nerdamer("diff(..., x)"), or write the logarithms out.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" nerdamer@1.1.13 > npm.log 2>&1 || { cat npm.log; exit 1; }
cat > slopes.js <<'JAVASCRIPT'
const assert = require("node:assert");
const nerdamer = require("nerdamer");
require("nerdamer/Calculus");

console.log("nerdamer", require("nerdamer/package.json").version);
const number = (text, x) => Number(nerdamer(text).evaluate({ x }).text("decimals"));
const near = (one, other) => Math.abs(one - other) < 1e-5;
const cases = [
  ["asinh(x)", 0.4, false], ["asinh(3*x)", 0.4, false], ["atanh(x)", 0.4, false], ["asech(x)", 0.4, false], ["acosh(x)", 2.5, false],
  ["acsch(x)", 2.5, false], ["acoth(x)", 2.5, false], ["log(x+sqrt(x^2+1))", 0.4, true], ["asin(x)", 0.4, true], ["tanh(x^2)", 0.4, true],
];
for (const [text, x, right] of cases) {
  const slope = (number(text, x + 1e-4) - number(text, x - 1e-4)) / 2e-4;
  const called = number(nerdamer.diff(text, "x").toString(), x);
  const written = number(`diff(${text}, x)`, x);
  console.log(`${text} at ${x}: nerdamer.diff ${called.toFixed(6)}, in the text ${written.toFixed(6)}, by differences ${slope.toFixed(6)}`);
  assert(near(written, slope) && near(called, slope) === right);
}
const called = nerdamer.diff("asinh(x)", "x").toString();
const written = nerdamer("diff(asinh(x), x)").toString();
console.log(`asinh(x): ${called} and ${written}; of 2^x: ${nerdamer.diff("2^x", "x")} and ${nerdamer("diff(2^x, x)")}`);
const second = [nerdamer.diff("asinh(x)", "x", 2).toString(), nerdamer("diff(asinh(x), x, 2)").toString()];
console.log(`order 2 at 0.4: ${second.map((text) => number(text, 0.4).toFixed(6)).join(" and ")}`);
assert(!near(number(second[0], 0.4), -0.4 / 1.16 ** 1.5) && near(number(second[1], 0.4), -0.4 / 1.16 ** 1.5));
JAVASCRIPT
node slopes.js
