"""The calculus: a row per derivative rule (``table``), and partials that are longer than a line (``partials``).

Imports ``graph`` and ``operators``.
"""
