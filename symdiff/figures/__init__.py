"""What is drawn, one file per format."""
