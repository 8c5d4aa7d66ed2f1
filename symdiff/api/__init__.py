"""The Python verbs. Imports the pipeline and everything below it."""
