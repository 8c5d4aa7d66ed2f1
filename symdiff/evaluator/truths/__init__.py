"""The true derivative from the undifferentiated formula, by power series in balls. Never reaches the rules.

Imports ``values`` and ``arithmetic``.
"""
