"""What may be asked of moderation: the queue, one thing with its history, decisions, reports, complaints, figures."""
