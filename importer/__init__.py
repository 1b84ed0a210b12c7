"""Bringing the old site over: reading it, a plan, writing, a report, undoing. It uses home and what is below."""
