"""Backups, export, logs, and whether everything is well. It uses pages, safety, the clock and the bin."""
