"""How the program is put together: settings from the environment, urls, ASGI root, the command line."""
