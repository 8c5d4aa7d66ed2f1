"""Proofs that two formulas are the same function: both written as rational functions of kernels, exactly.

A *kernel* is what a formula is made of beside arithmetic: a name, an exponential, the logarithm of a polynomial, a root, the tangent of
half an angle, a sign. No float takes part, and no derivative rule. Imports ``graph``, ``operators`` and below.
"""

from __future__ import annotations

from symdiff.identities.proof import Proof, prove

__all__ = ["Proof", "prove"]
