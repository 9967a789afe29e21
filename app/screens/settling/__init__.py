"""What the settle screen shows and offers: all that is said before something is done."""
