"""The conversational core: plain synchronous Python, no I/O and no platform's SDK."""
