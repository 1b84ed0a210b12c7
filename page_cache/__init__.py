"""Answers visitors from memory, never with a page that has changed. It uses no other room."""
