"""Pages: from working rows (`working`), and from editions and official facts to what templates show (`public`)."""
