"""What `shoes` can be told to do, by subject: serving, people, data, diagnostics.

Each file is a Typer application that `adapters/__main__.py` puts together. What is heavy is imported inside the command
that needs it, so that `shoes --help` answers at once.
"""
