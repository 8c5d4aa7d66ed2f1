"""How a Report is shown: one file per format, each printing the report and nothing else.

``plain``, ``table`` and ``json_report`` need only the standard library; ``explain`` writes the steps of a derivation;
``latex`` and ``pretty`` read the printed text back into sympy trees; ``terminal`` needs rich. Nothing is imported here.
"""
