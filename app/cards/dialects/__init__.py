"""How readers want memory cards addressed: one file per reader maker."""
