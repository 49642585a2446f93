"""What is fast, measured: `make bench` runs the real server, worker, database and mail on this machine."""
