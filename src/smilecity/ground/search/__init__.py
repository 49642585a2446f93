"""Search over everything that is public: rooms say what they offer (`sources`), doors ask (`queries`).

How a room lets its things be found:

1. Write `findable.py` in the room: a function that takes keys (None: all there are) and yields a `rules.Findable` for
   each thing that everybody may see now. What it does not yield cannot be found.
2. In `AppConfig.ready`: `sources.register(Source("events", findable.read))`.
3. In each action that shows, hides, removes or rewrites a thing, at its end and within its transaction:
   `search.actions.changed("events", [event.pk])`. The index is brought up to date at once: what is hidden is gone with
   the same commit. Whoever shows texts of something else gives them as `marks` and calls `marked` when those change.
4. In `doors/web/search_faces.py`: what hits of this kind are called and where they lead.

`smilecity search rebuild` reads every source anew; readers notice nothing of it.
"""
