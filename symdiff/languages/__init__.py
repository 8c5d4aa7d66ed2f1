"""Formulas as functions of programming languages: shared, in doubles, with the meaning that they have here.

``lowering`` turns nodes into instructions, each once over all outputs; ``writing`` puts them into a language, which is a row of
``table``. ``accuracy`` bounds its rounding errors over a box. Imports ``graph``, ``operators``, ``errors`` and ``frozen``.
"""
