"""What every page is made of: base page, blocks, pictures, placeholders, topics. The ground: it uses no other room."""
