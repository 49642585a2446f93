"""Jobs that keep the ground tidy. Every room's jobs live in a module of this name (procrastinate finds them)."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from smilecity.ground import clock
from smilecity.ground.models import RateCount


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="ground.forget_limits", lock="ground.forget_limits", pass_context=False)
def forget_limits(timestamp: int) -> None:
    """Remove counters whose window ended over an hour ago."""
    RateCount.objects.filter(until__lt=clock.now() - timedelta(hours=1)).delete()


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="ground.forget_sessions", lock="ground.forget_sessions", pass_context=False)
def forget_sessions(timestamp: int) -> None:
    """Remove sessions that have run out."""
    SessionStore.clear_expired()
