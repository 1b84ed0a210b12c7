"""The home page and plain pages, the menus, and the settings of the whole site."""

from .navigation import Menu, MenuItem
from .pages import HomePage, StandardPage
from .settings import SettingsTexts, SiteSettings

__all__ = ["HomePage", "Menu", "MenuItem", "SettingsTexts", "SiteSettings", "StandardPage"]
