"""Writing to the organisation: forms whose answers are sealed as they arrive, and the few who can open them.

It uses accounts, upkeep, page_cache, safety, pages, clock.
"""
