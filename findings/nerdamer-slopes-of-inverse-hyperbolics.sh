#!/bin/sh
# nerdamer 1.1.13: diff(asinh(x), x) is 1/(x + sqrt(x^2 + 1)), where 1/sqrt(x^2 + 1) is right; all six inverse hyperbolic functions are wrong
# in this way. The derivative of the logarithm that asinh is, log(x + sqrt(x^2 + 1)), is right, and so is the second derivative of asinh.
#
# The inverse hyperbolic functions are replaced by their logarithms, log(u), and the derivative is taken as 1/u: the factor u' is lost. For
# asinh(g(x)) the factor g' is there, so the chain rule seems to be at work. Asked for order 2, diff starts from another form.
# Why a guess misses: the answer looks like a textbook's line on the way, is smooth, positive, and at 0 equal to the true one; and a check by a
# second derivative passes.
# What to do: write the logarithms out before diff; evaluate a derivative at one place against a difference.
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
const right = (text, told, x) => {
  const slope = (number(text, x + 1e-4) - number(text, x - 1e-4)) / 2e-4;
  const found = number(told, x);
  const same = Math.abs(found - slope) < 1e-5;
  console.log(`${text}: ${told}, at ${x} ${found.toFixed(6)}, by differences ${slope.toFixed(6)}${same ? "" : "  WRONG"}`);
  return same;
};
for (const [text, x] of [["asinh(x)", 0.4], ["asinh(3*x)", 0.4], ["atanh(x)", 0.4], ["asech(x)", 0.4], ["acosh(x)", 2.5], ["acsch(x)", 2.5], ["acoth(x)", 2.5]])
  assert(!right(text, nerdamer.diff(text, "x").toString(), x));
for (const [text, x] of [["log(x+sqrt(x^2+1))", 0.4], ["log((1+x)/(1-x))/2", 0.4], ["log(x+sqrt(x^2-1))", 2.5], ["asin(x)", 0.4], ["tanh(x^2)", 0.4]])
  assert(right(text, nerdamer.diff(text, "x").toString(), x));
const second = nerdamer("diff(asinh(x), x, 2)").toString();
console.log(`order 2 of asinh: ${second}`);
assert(Math.abs(number(second, 0.4) + 0.4 / 1.16 ** 1.5) < 1e-9);
JAVASCRIPT
node slopes.js
