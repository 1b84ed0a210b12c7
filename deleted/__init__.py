"""The bin: what was deleted in the editor lies there for 30 days and can be put back. It uses pages, consent, clock."""
