"""The frame of the site: home and plain pages, settings, menus, addresses, errors.

It may use every room but those that fill or run it.
"""
