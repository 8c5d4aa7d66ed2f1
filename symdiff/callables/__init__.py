"""Functions of the user's own Python files: loaded, called, compared with their gradients, and traced.

``loader`` is the one place where a user's code is run. Imports what is below the pipeline.
"""
