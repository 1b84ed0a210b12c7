"""Links in mails: to confirm, and to end."""

from django.urls import path

from .views import sign_up

urlpatterns = [
    path("confirm/<str:token>/", sign_up.confirm, name="newsletter_confirm"),
    path("end/<str:token>/", sign_up.end, name="newsletter_end"),
]
