"""Words that mean the same at work, words that say nothing about a rule's matter, and words for groups of people."""

from __future__ import annotations

# Each line is one meaning; the first word stands for all. Compounds and inflected forms come to their stems.
SAME = {
    "en": """
holiday vacation leave
illness sickness sick ill
phone mobile cellphone smartphone
car vehicle
trip travel journey business
canteen cafeteria
lab laboratory
boss manager supervisor
submit file send hand turn request
receipt slip
reimburse refund cover repay pay
report notify tell
begin start
end finish
close shut
office workplace
home remote homeoffice telework
laptop notebook
wage salary
incident breach
""",
    "de": """
urlaub jahresurlaub erholungsurlaub urlaubstag
handy smartphone mobiltelefon diensthandy
auto pkw wagen fahrzeug
reise dienstreise
attest krankmeldung krankschreibung krankenschein
gehalt lohn
beginnen starten anfangen
enden aufhören
kantine cafeteria
chef vorgesetzter führungskraft
einreichen abgeben vorlegen stellen
beleg quittung
melden anzeigen mitteilen
erstatten übernehmen bezahlen zahlen
homeoffice zuhause telearbeit
""",
}

# They carry grammar or frame a number; whether they are there changes nothing about what is ruled.
_EMPTY_TEXT = """
    about according accept actually allowed allow always amount approximately available be become cost currently day
    employee employees entitled entitlement every everybody everyone everyone's following full general generally get
    gets getting give given gives go grant granted granting have hour hours its keep kept keeps last lasts least
    long make maximum may member members minimum month months must need needed needs normally note one out paid
    people per permitted person please possible receive receives required right rule rules several staff take taken
    takes time times total up use used uses usually value week weeks within worker workers worth year years you
    night nights colleague colleagues day days length period daily weekly monthly yearly annually annual working
    work please remember kein keine keinen keinem keiner keines abgesehen alle aller allen arbeitnehmer
    arbeitnehmende arbeitnehmerin angestellte angestellten anspruch beschäftigte beschäftigten beschäftigter beträgt
    betragen bekommen bekommt besteht bitte bis circa dauer dauern dauert derzeit erhalten erhält erlaubt etwa
    gelten gilt genehmigt grundsätzlich gewährt haben höchstens höhe ihnen immer insgesamt innerhalb jahr jahre
    jeder jede jeden jederzeit kolleginnen kollegen kosten kostet liegt maximal mindestens mitarbeiter
    mitarbeiterinnen mitarbeitende mitarbeitenden monat monate möglich müssen nacht normalerweise nötig nutzen
    normal personal pro regel sein stunde stunden stehen steht tag tage tagen tages üblich usw verwenden werden wert
    woche wochen zeit zusteht zur üblicherweise benutzen benutzt genutzt"""
EMPTY = frozenset(_EMPTY_TEXT.split())

# Whoever or whatever is named by one of these is somebody else than everybody.
_GROUPS_TEXT = """
    apprentice apprentices contractor contractors freelancer freelancers intern interns trainee trainees visitor
    visitors guest guests customer customers supplier suppliers parent parents student students volunteer volunteers
    temporary part-time parttime full-time fulltime probation manager managers executive executives director
    directors passenger passengers minor minors child children auszubildende auszubildenden azubi azubis praktikant
    praktikanten praktikum werkstudent werkstudenten besucher gast gäste kunde kunden lieferant lieferanten
    leiharbeiter zeitarbeiter teilzeit vollzeit minderjährige probezeit führungskräfte führungskraft geschäftsführer
    beifahrer kinder ausbildung"""
GROUPS = frozenset(_GROUPS_TEXT.split())

# Of a title, these name the kind of document or a department and no narrower thing.
_DOCUMENT_WORDS_TEXT = """
    a and for of the in to our your how what faq faqs guide guides guideline guidelines handbook manual policy
    policies rule rules book page pages welcome intro introduction onboarding overview question questions answer
    answers version draft final new old current document documents company employee employees staff team hr it
    finance accounting payroll compliance legal security safety privacy data site house benefit benefits contract
    contracts travel trip trips business expense expenses leave holiday holidays vacation time work working general
    more terms conditions instructions kitchen warehouse lab office everyone everybody wiki intranet news notice
    notices memo tour lead much handbuch leitfaden regel regeln regelung regelungen richtlinie richtlinien
    hausordnung ordnung fragen antworten willkommen einführung überblick übersicht seite seiten neu alt aktuell
    fassung firma unternehmen personal buchhaltung lohn recht sicherheit datenschutz haus leistungen verträge
    vertrag reise reisen dienstreisen spesen kosten urlaub zeit arbeit arbeitszeit allgemein allgemeines anleitung
    küche lager labor büro rundgang team und für der die das im zum zur vereinbarung betriebsvereinbarung
    merkblatt aushang"""
DOCUMENT_WORDS = frozenset(_DOCUMENT_WORDS_TEXT.split())

# Alone, these name no rule: of what is the deadline?
_VAGUE_TEXT = """
    deadline limit fee price rate cost charge allowance budget period duration size number opening hours break time
    date frist grenze gebühr preis satz kosten pauschale budget dauer größe zahl anzahl pause termin datum
    öffnungszeiten"""
VAGUE = frozenset(_VAGUE_TEXT.split())

# What limits a rule; both must name the same, or they speak of different cases.
_CONDITIONS_TEXT = """
    if unless except excepting otherwise only without when whenever provided although while during before after
    under over until outside abroad inside falls wenn außer ausser ausgenommen sonst nur ohne sofern solange während
    bevor nachdem unter über außerhalb bei innerhalb vor nach"""
CONDITIONS = frozenset(_CONDITIONS_TEXT.split())
_EXCEPTING_TEXT = """
    if unless except excepting otherwise only without when whenever provided although while falls wenn außer ausser
    ausgenommen sonst nur ohne sofern solange"""
EXCEPTING = frozenset(_EXCEPTING_TEXT.split())

# A rule of one place is none of another.
_PLACES_TEXT = """
    germany austria switzerland france italy spain portugal poland netherlands belgium luxembourg denmark sweden
    norway finland ireland england scotland wales britain uk usa us america canada mexico brazil china japan india
    korea australia turkey greece hungary romania czechia slovakia ukraine russia europe asia africa munich cologne
    hamburg frankfurt stuttgart geneva milan barcelona manchester boston seattle chicago deutschland österreich
    schweiz frankreich italien spanien polen niederlande belgien luxemburg dänemark schweden norwegen finnland
    irland großbritannien kanada mexiko brasilien japan indien australien türkei griechenland ungarn rumänien
    tschechien europa ausland inland münchen köln wien zürich genf mailand düsseldorf leipzig dresden bremen
    hannover nürnberg basel bern graz linz salzburg warschau prag paris rom"""
PLACES = frozenset(_PLACES_TEXT.split())
