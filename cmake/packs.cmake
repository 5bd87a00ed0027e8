# Packs are built into the program, so that one file is all that a user needs.
