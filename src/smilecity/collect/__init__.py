"""Where voices come in: each way of taking part is a room of its own."""
