"""paperkin: see how papers are kin, and why."""

__version__ = "0.1.0"
