"""What a substance does on its way: from what is put on to how much reaches which depth, when."""
