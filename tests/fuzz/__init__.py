"""Bytes that nobody thought of, against everything that takes bytes: see `python -m tests.fuzz`."""
