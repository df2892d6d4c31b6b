"""What flows, and what everyone stands on; knows no wing."""
