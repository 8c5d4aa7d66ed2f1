"""What is answered: derivatives and their steps, checks at points, candidates and the mistakes behind them, traces, convergence.

Each file turns what the differentiator and the evaluator find into a part of the report, so that neither knows of reports.
Imports ``problems``, ``reports`` and what is below them.
"""
