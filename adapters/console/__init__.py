"""`shoes chat`: the pretend town in a terminal."""
