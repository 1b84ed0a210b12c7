"""Help: our services, the directory of other help, and the contacts for a crisis."""

from .contacts import CrisisContact
from .directory import Label, ResourceIndexPage, ResourcePage
from .services import Cost, ServicePage, ServicesPage

__all__ = ["Cost", "CrisisContact", "Label", "ResourceIndexPage", "ResourcePage", "ServicePage", "ServicesPage"]
