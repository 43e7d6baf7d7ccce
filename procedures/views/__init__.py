"""What readers and machines ask for. Views load, decide and render; they never write."""
