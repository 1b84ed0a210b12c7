from django.contrib.sessions.management.commands.clearsessions import Command as ClearSessions

from clock.commands import JobCommand


class Command(JobCommand, ClearSessions):
    pass
