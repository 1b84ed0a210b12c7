"""The editor as staff meet it: first page, templates, links to drafts, the guide.

It uses the rooms that staff work with.
"""
