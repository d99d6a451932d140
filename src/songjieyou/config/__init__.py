"""How the parts are put together into one running house: settings, addresses, the entry point for the web server."""
