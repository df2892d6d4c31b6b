"""Work on other machines: what is shared by way of a folder, and the engine that runs it."""
