"""The form of a consent, and a step of a review."""


def form(**changes):
    return {
        "person": "K.",
        "given_on": "2026-01-05",
        "covers_story": "on",
        "scope": "First name only.",
        "expires_on": "",
        "withdrawal_contact": "by letter",
        "paid": "no",
    } | changes


def act(client, page, action="approve"):
    state = page.current_workflow_task_state
    return client.post(f"/admin/pages/workflow/action/{page.pk}/{action}/{state.pk}/", {"comment": ""})
