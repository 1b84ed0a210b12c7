"""Words of little weight, kept few: only what says nothing in any sentence is left out altogether."""

# Neither indexed nor looked for.
STOP_WORDS = {
    "en": """
        a am an and are arent as at be been but by can cant could couldnt did didnt do does doesnt dont for from had
        hadnt has hasnt have havent he hed her hers hes him his how i if im in into is isnt it its ive just like me my
        need of on or our please she shed shes should so some than that thats the their them then there theres these
        they theyre this those to too us very was wasnt we were weve what when where which who whom whos why will with
        wont would wouldnt you your youre
    """,
    "es": """
        a al algo ante como con cual cuando de del desde donde e el ella ellas ellos en entre era es esa ese eso esta
        este esto estoy fue ha hay he la las le les lo los mas me mi mis muy necesito no nos o para pero por porque
        que se ser si sin sobre son soy su sus te tengo tu un una unas uno unos y ya yo
    """,
}
# Indexed, but of less weight in a question than words that name something.
FAINT_WORDS = {
    "en": """
        about after again all also always another any anybody anymore anyone anything around away back because before
        being both bring come comes coming doing done else even ever every everybody everyone everything few find get
        gets getting give gives go goes going gone got happen happened happens help here keep keeps know last let lets
        little look looking lot made make makes making many may maybe me might more most much must myself never new
        next no not nothing now off once one only other others over own put really said same saw say says see seen
        since somebody someone something somewhere soon still such sure take taken takes taking thing things think
        thinking through till time told try trying until up use used using wants way ways well went while yes yet
    """,
    "es": """
        ahora alguien algun alguna alguno antes aqui asi aun aunque ayuda bien cada cosa cosas creo cualquier dar
        decir deja despues dice dijo estan estar hace hacen hacer hacia hasta hizo ir llega llego lleva menos mismo
        mucho nada nadie ni nunca otra otras otro otros pasa poco poder puede pueden puedo quiere quiero saber siempre
        solo tambien tan tanto tener tiene tienen toda todas todo todos va van ver vez vida voy
    """,
}
STOP_WORDS, FAINT_WORDS = (
    {language: frozenset(text.split()) for language, text in lists.items()} for lists in (STOP_WORDS, FAINT_WORDS)
)
