"""What has been run: an index of run folders, of studies and of trials, that folders alone can rebuild."""
