"""Matrix calculus in matrix form: matrices and vectors of symbolic size, their derivatives, and what checks them.

The tower, each file on those before it: ``sizes``, ``nodes``, ``operations`` (a row each), ``algebra``, ``writing``, ``indices``,
``derivatives``, ``tidying``, ``names``, ``reading``, ``values``, ``answers``.
"""
