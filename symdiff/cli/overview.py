"""What ``symdiff`` alone says on a terminal: what it is, some examples, and where more is. Nothing is imported."""

OVERVIEW = """\
symdiff: a formula, its derivative, its derivation and a numeric verdict.

  symdiff "x^2*sin(x)"                      the derivative
  symdiff "x^2*sin(x)" --explain            with every step of it
  symdiff "x^2*sin(x)" --at 1.0             its value, checked by differences
  symdiff check "x^2" "2*x"                 is this the derivative?
  symdiff gradient "x*y + sin(y)"           every partial derivative
  symdiff tangent "x^2" --at 1              the tangent and the normal
  symdiff taylor "exp(x)" --at 0            the Taylor polynomial
  symdiff plot "x^2" --at 1                 a picture on the terminal
  symdiff batch formulas.txt -o out.txt     a file, a formula a line

symdiff --help has all commands and options, symdiff help COMMAND those of one.
"""
