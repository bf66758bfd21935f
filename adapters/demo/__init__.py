"""`make demo`: a pretend town with the real engine, and a page on this machine to try it out."""
