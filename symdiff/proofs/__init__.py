"""Derivatives as theorems for Coq: terms, derivations by lemmas, equalities by normal forms, files, and ``coqc``.

Nothing of it is imported before a proof is asked for. Imports ``rules``, ``notation`` and below.
"""
