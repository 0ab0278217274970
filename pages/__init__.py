"""What is on the screen: shell.py is the script, one page a file, pieces they share in components/."""
