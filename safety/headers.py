"""Headers of every response: pages, files, redirects, errors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .csp import STAFF

# What a page could ask the device for, and nothing of it granted; but copying an address and showing a
# video on the whole screen, both only when somebody presses for it, work as usual.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
        "compute-pressure", "cross-origin-isolated", "display-capture", "encrypted-media", "gamepad",
        "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection",
        "keyboard-map", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
        "picture-in-picture", "private-state-token-issuance", "private-state-token-redemption",
        "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock",
        "serial", "speaker-selection", "storage-access", "sync-xhr", "unload", "usb",
        "window-management", "xr-spatial-tracking",
    )
)  # fmt: skip
# Signing in with a passkey is the one thing staff need.
STAFF_PERMISSIONS = PERMISSIONS.replace(
    "publickey-credentials-create=(), publickey-credentials-get=()",
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
)


def headers_middleware(get_response: Callable) -> Callable:
    """Add what Django's own middleware does not: no trace in caches, no feature, no Referer, no other origin."""

    def add(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        staff = request.path.startswith(STAFF)
        response.headers.setdefault("Cache-Control", "no-store")
        response["Permissions-Policy"] = STAFF_PERMISSIONS if staff else PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        # Over https, Django checks forms against the Referer: staff send it to this site alone.
        response["Referrer-Policy"] = "same-origin" if staff else "no-referrer"
        if staff or response.status_code >= 400:
            response["X-Robots-Tag"] = "noindex"
        return response

    return add
