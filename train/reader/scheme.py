"""What the heads tell, in the order of their rows. The model's header repeats it; README.md says what each means."""
ROLES = ["anchor", "perp_ind", "perp_org", "victim", "target", "weapon", "place", "time", "killed", "injured", "speaker",
         "tally", "measure", "warning"]
TAGS = ["O", "B", "I"]
TYPES = ["armed_attack", "bombing", "kidnapping", "arson", "robbery", "stoppage", "clash", "other"]
DOCUMENT = ["relevant", *TYPES]
STATES = ["not_actual", "background", "named"]
CERTAINTIES = ["claimed", "stated", "suspected", "alleged", "denied", "unknown"]
NUMBERS = ["attacker", "civilian", "police", "soldier", "candidate", "party_worker", "election_staff", "child", "journalist",
           "official", "unspecified"]
DISTANCES = [8, 16, 32, 64, 128, 256]  # pieces between two spans' first pieces; 7 buckets
PAIR = 128  # width of the pair head
SEGMENTS = {"first": 0, "second": 1, "later": 2}  # token type of a window: where it stands in its document
WINDOW, STEP, TITLE = 510, 400, 48  # pieces
