"""Jobs of the search: new words are learned within a minute; at night all is read anew, and old words are forgotten."""

from procrastinate.contrib.django import app

from smilecity.ground.search import actions

# A minute's work of one worker; what is left waits for the next minute.
_BATCHES = 100


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="search.learn", lock="search.learn", pass_context=False)
def learn(timestamp: int) -> None:
    """Learn the words of what is new or changed."""
    for _ in range(_BATCHES):
        if not actions.learn():
            return


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="search.rebuild", lock="search.rebuild", pass_context=False)
def rebuild(timestamp: int) -> None:
    """Read everything anew, should a room have forgotten to say what changed; forget words that nothing has."""
    for _state in actions.rebuild():
        pass
    actions.forget_sources()
    actions.forget_words()
