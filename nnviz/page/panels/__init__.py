"""What lies behind "More" below the page: one file a panel, drawn only while it is chosen."""
