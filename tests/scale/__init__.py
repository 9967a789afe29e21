"""How head office bears a fleet: many kiosks, many accounts, many clients at once."""
