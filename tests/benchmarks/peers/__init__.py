"""Programs that check one collection as users of another library would; each runs in the environment of the peers."""
