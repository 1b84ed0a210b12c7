"""Visitor safety: leaving, headers and policies, limits, files that come in, and what shows while something is away.

It uses pages.
"""
