"""Channel surgery in the window: channels muted, heard alone, amplified, and what the network then answers."""
