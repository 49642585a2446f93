"""What may be asked of notices: what somebody subscribes to, what is new for them, what a mail says."""

from smilecity.deliver.notices.queries.letters import Letter, Named, News, letters
from smilecity.deliver.notices.queries.readers import ReaderRow, reader, reader_of, undeliverable
from smilecity.deliver.notices.queries.replies import ReplyRow, newest_replies
from smilecity.deliver.notices.queries.subscriptions import (
    SubscriptionRow,
    follows,
    subscription,
    subscriptions,
    wished,
)
from smilecity.deliver.notices.queries.told import NoticeRow, near, newest, unseen

__all__ = [
    "Letter",
    "Named",
    "News",
    "NoticeRow",
    "ReaderRow",
    "ReplyRow",
    "SubscriptionRow",
    "follows",
    "letters",
    "near",
    "newest",
    "newest_replies",
    "reader",
    "reader_of",
    "subscription",
    "subscriptions",
    "undeliverable",
    "unseen",
    "wished",
]
