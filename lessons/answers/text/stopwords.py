"""Words that carry grammar rather than meaning, per language. They are left out of the index and of questions."""

from __future__ import annotations

# Spelled as the analyser leaves words: folded, without apostrophes or accents.
_LISTS = {
    "en": """
        a about also am an and any are arent as at be been being but by can cant could did didnt do does doesnt don
        dont each for from had has have having he her his how i id if im in into is isnt it its ive just may me
        might more most must my no not of on or other our own s same shall she should so some such t than that the
        their then there these they this to too us was wasnt we were what whats when where which who whom whose why
        will with wont would you your youre""",
    "de": """
        aber als am an auch auf aus bei bin bis bist da das dass dem den der des die dies diese diesem diesen dieser
        dieses du durch ein eine einem einen einer eines er es euch fur habe haben hat hatte hatten ich ihm ihn ihr
        ihre im in ist ja kann kein keine konnen man mein mich mir mit muss nach nicht noch nur ob oder ohne seid
        sein seine sich sie sind so soll sollte uber um und uns unser unter viel viele vom von vor wann war waren
        warum was welche welchem welchen welcher welches wem wen wenn wer werden weshalb wessen wie wieso wir wird
        wo wofur woher wohin womit worauf worden wurde wurden zu zum zur zwischen""",
    "fr": """
        a ai as au aux avec avez ce ces cet cette combien comment d dans de des du elle elles en est et etaient
        etait ete etre eu fait faut il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre
        nous on ont ou par pas peut pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se ses
        si son sont sur t ta te tes toi ton tu un une vos votre vous y""",
    "es": """
        a al algo como con cual cuales cuando cuanta cuantas cuanto cuantos de del donde el ella ellas ellos en
        entre era eran es esa ese eso esta estan estas este esto estos fue fueron ha han hay he la las le les lo los
        mas me mi mis muy no nos o para pero por porque puede pueden que quien quienes se ser si sin sobre son su
        sus te tu tus un una unas uno unos y ya yo""",
    "it": """
        a ad ai al alla alle anche che chi ci come con cosa cui da dal dalla dei del della delle dello di dove e ed
        era erano gli ha hanno ho i il in io la le lei lo loro lui ma mi mio ne nei nel nella no noi non o per
        perche piu puo quale quali quando quanti quanto questa queste questi questo se si sia sono su sua sue sui
        sul sulla suo tra tu un una uno vi voi""",
    "pt": """
        a ao aos as com como da das de dela dele do dos e ela elas ele eles em entre era eram essa esse esta estao
        este eu foi foram ha isso isto ja lhe mais mas me meu minha muito na nao nas nem no nos o onde os ou para
        pela pelo pode podem por porque quais qual quando quantas quanto quantos que quem sao se sem ser seu sobre
        sua te tem um uma voce voces""",
    "nl": """
        aan als bij dan dat de der deze die dit door een en er had hadden heb hebben heeft hem het hij hoe hun ik in
        is je kan kunnen maar me met mij mijn moet na naar niet nog of om ons ook op over te tot u uit van veel voor
        waar waarom waren was wat we wel welk welke werd werden wie wij worden wordt ze zich zij zijn zo zou""",
    "ru": """
        а без бы был была были было быть в вам вас весь во вот все вы где для до его ее если есть еще же за и из или
        им их к как какая какие каким каких какого какое какой какую ко когда кого ком кому которая которые который
        кто куда ли между меня мне мои мой мы на над нам нас не него нее нет ни них но о об он она они оно от откуда
        по под почему при с свои себя со так также такой там то того том тот ты у уже чего чем чему что чтобы это
        этого этой этом эту я""",
}

# What further carries nothing in a question. Texts keep these words: without them, indexes would have to be made anew.
_ASKING = {
    "en": """
        actually again arent because couldnt ever exactly hadnt hasnt havent hows if kind mine okay our ours
        ourselves really shouldnt simply still than thats then theres those toward until us werent whats wheres
        whether while whos wouldnt yet yours""",
    "de": """
        also bloss daran dabei dafur damit darauf darf darfst dein deine deinem deinen deiner deines denn dich dir doch
        durfen durft eben eigentlich etwa etwas euer eure eurem euren eurer genau gerade gibt ihrem ihren ihrer ihres
        irgendwie mache machen macht
        meine meinem meinen meiner meines mussen musste musst seinem seinen seiner
        seines sollen sollten sollst tue tun unsere unserem unseren unserer unseres wann welch wirklich wollen will
        worin woran""",
    "fr": """
        ca ceci cela celle celui ceux devons dois doit doivent donc exactement faire fais faisons font leurs miens
        mienne notamment peuvent peux pouvez pouvons puis quoi tous tout toute toutes vraiment vos""",
    "es": """
        aquello debe debemos deben debo entonces esas esos exactamente hace hacemos hacen hacer hago mia mias mio mios
        nuestra nuestras nuestro nuestros podemos puedo realmente tenemos tengo tiene tienen vuestra vuestro""",
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
ASKING_WORDS = {language: frozenset(words.split()) for language, words in _ASKING.items()}
