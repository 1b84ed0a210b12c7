"""Backups, export, logs, and whether everything is well. It uses pages, safety and the clock."""
