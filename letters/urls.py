"""Where somebody reads an answer that was left for them."""

from django.urls import path

from .views import answers, writing

urlpatterns = [
    path("", answers.read, name="letters_answer"),
    path("more/", answers.add, name="letters_add"),
    path("kept/", writing.go_on, name="letters_go_on"),
]
