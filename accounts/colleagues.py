"""The screens on which a colleague is brought in, chooses a password, and is let go."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from . import handing_over, invitations
from .models import Invitation, User
from .people import may_manage
from .roles import described


class RoleField(forms.ModelChoiceField):
    """One of the groups, each with a sentence."""

    def label_from_instance(self, group: Group) -> str:
        """Say what the group may do."""
        return described(group.name)


class InviteForm(forms.Form):
    """Whom, and what they may do."""

    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), max_length=254)
    role = RoleField(
        label=gettext_lazy("What they may do"),
        queryset=Group.objects.order_by("name"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def clean_email(self) -> str:
        """Refuse an address that has an account."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is an account with this e-mail address."))
        return email


@permission_required("accounts.add_user")
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; show who was invited and has not come yet."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(form.cleaned_data["email"], form.cleaned_data["role"], request.user)
        except IntegrityError:  # somebody else was quicker
            form.add_error("email", _("There is an account with this e-mail address."))
        else:
            return _hand_out(request, made)
    waiting = invitations.waiting().order_by("-sent_at")
    return render(request, "accounts/invite.html", {"form": form, "waiting": waiting})


@permission_required("accounts.add_user")
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link; the one before ends."""
    return _hand_out(request, _invitation(request, pk))


@permission_required("accounts.add_user")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    person = _invitation(request, pk).person
    person.delete()
    messages.success(request, _("The invitation for %(email)s is taken back.") % {"email": person.email})
    return redirect("accounts_invite")


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    found = get_object_or_404(invitations.waiting(), pk=pk)
    if not may_manage(request.user, found.person):
        raise PermissionDenied
    return found


def _hand_out(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    link = invitations.new_link(invitation)
    if invitations.mail_is_set():
        invitations.send(invitation, link)
        text = _("An invitation is on its way to %(email)s. It is good for 48 hours.")
        messages.success(request, text % {"email": invitation.person.email})
        return redirect("accounts_invite")
    return render(request, "accounts/invited.html", {"person": invitation.person, "link": link})


class WelcomeForm(forms.Form):
    """What somebody who was invited says: a password, and a name if they like."""

    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 15 characters: four or five words that nobody would guess do well."),
    )
    first_name = forms.CharField(label=gettext_lazy("First name, if you like"), required=False, max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name, if you like"), required=False, max_length=150)

    def __init__(self, *args: object, person: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Refuse a password that could be guessed."""
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]


@sensitive_post_parameters()
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a password."""
    invitation = invitations.find(token)
    if invitation is None:
        return render(request, "accounts/welcome_over.html", status=410)
    form = WelcomeForm(request.POST or None, person=invitation.person)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        invitations.accept(invitation, words["password"], words["first_name"], words["last_name"])
        if request.user.is_authenticated:
            logout(request)  # whoever brought them in, on the same computer
        messages.success(request, _("Welcome. Now sign in with your e-mail address and your new password."))
        return redirect("account_login")
    roles = [described(group.name) for group in invitation.person.groups.all()]
    context = {"form": form, "person": invitation.person, "roles": roles, "rules": password_validators_help_texts()}
    return render(request, "accounts/welcome.html", context, status=400 if form.errors else 200)


class CloseForm(forms.Form):
    """Who goes on with their work."""

    colleague = forms.ModelChoiceField(
        label=gettext_lazy("Who goes on with their work?"), queryset=User.objects.none(), empty_label=None
    )

    def __init__(self, *args: object, person: User, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("email")
        self.fields["colleague"].initial = by


@permission_required("accounts.change_user")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of somebody who leaves, and hand over what was theirs."""
    person = get_object_or_404(User, pk=pk)
    if not may_manage(request.user, person):
        raise PermissionDenied
    if reason := handing_over.why_not(person, request.user):
        messages.error(request, reason)
        return redirect("wagtailusers_users:index")
    form = CloseForm(request.POST or None, person=person, by=request.user)
    if request.method == "POST" and form.is_valid():
        found = handing_over.close(person, form.cleaned_data["colleague"], request.user)
        text = _("%(person)s is signed out everywhere and has no role any more.")
        if found:
            listed = ", ".join(f"{words}: {number}" for words, number in found.items())
            text += " " + _("%(colleague)s goes on with: %(listed)s.")
            messages.success(
                request, text % {"person": person, "colleague": form.cleaned_data["colleague"], "listed": listed}
            )
        else:
            messages.success(request, text % {"person": person})
        return redirect("wagtailusers_users:index")
    context = {"person": person, "form": form, "held": handing_over.hand_over(person, None)}
    return render(request, "accounts/close.html", context)
