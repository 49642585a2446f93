"""Who hears what: subscriptions, and one notice for each reader of each change.

In: what happened on the trunk. Out: notices, for the mail door to send and the dashboard to show, each exactly once.
"""
