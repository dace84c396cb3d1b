"""What is agreed about documents: who looks after them and until when they hold."""
