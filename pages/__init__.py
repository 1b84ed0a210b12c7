"""What every page is made of: base page, blocks, pictures, placeholders, topics. It uses the clock."""
