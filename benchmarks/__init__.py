"""How fast is the site, measured against the cheapest answers that Django and WSGI can give?"""
