"""Help: our services, the directory of other help, and the contacts for a crisis."""

from .contacts import CrisisContact
from .directory import Label, ResourceIndexPage, ResourcePage
from .giving import DonatePage
from .services import Cost, ServicePage, ServicesPage

__all__ = [
    "Cost",
    "CrisisContact",
    "DonatePage",
    "Label",
    "ResourceIndexPage",
    "ResourcePage",
    "ServicePage",
    "ServicesPage",
]
