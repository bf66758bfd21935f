"""Given names common in the United Kingdom, from general knowledge: to be left out of what is shown to others."""

from typing import Final

_GIVEN: Final = """
aaliyah aaron abbie abdul abdullah abigail abu adam adele adrian agata agnieszka ahmed aidan aileen aimee aisha aishah
alan alana alastair albert alec aleksandra alex alexander alexandra alfie ali alice alicia alina alison alistair allan
amanda amara amelia amina amir amira amit amrit amy ana anastasia andre andrea andrew aneesa angela angus anil anita
anjali ann anna anne annette annie anthony antonia antonio anwen archie arjun arthur arun asha ashley asif asma audrey
ayaan ayesha aziz babatunde barbara barry beatrice becky belinda bella benjamin bernadette bernard beth bethan bethany
beverley billy bogdan brandon brenda brendan brian bridget bronwen bruce bryan callum calum cameron camilla carl carla
carlos carmen caroline carolyn carys catherine catrin cecilia ceri chantelle charlene charles charlie charlotte
chelsea cheryl chidi chinedu chioma chloe chris christina christine christopher ciara claire clara clare claudia clive
colin colleen connor conor craig cynthia daniel danielle danny daphne darius darren dave david davina dawid dean
deborah debbie deepak deirdre delyth denise dennis derek dermot desmond diana diane dilys dimitri dominic donald donna
doreen dorota dorothy douglas duncan dylan eamon eddie edith edward edwin efua eileen eilidh elaine eleanor elena
elijah elin elizabeth ella ellen ellie elliot elsie emily emma emmanuel eric erica erin esther ethan eugene eva evan
evelyn ewan ewa fabio farah farhan fatima felicity femi fiona florence folake fraser freddie frederick freya funmi
gareth gary gavin gemma geoff geoffrey george georgia georgina gerald geraldine gerard gethin gillian gina giovanni
giulia gloria gordon graeme graham greg gregory gurpreet gwen gwyneth habib halima hamid hamza hannah harold harpreet
harriet harrison hassan hayley helen helena henry hilary howard hugh hugo huw hussain ian ibrahim ieuan ifan ikram
imogen imran ines ioana iona irena irene isaac isabel isabella isla ismail iwan jacob jacqueline jacqui jaime jakub
james jamie jamila jane janet janice janine jasmin jasmine jason javed jayne jean jeff jeffrey jemma jen jenna
jennifer jenny jeremy jess jessica jill jim jimmy joan joanna joanne joe joel john johnny jonathan jordan jorge jose
joseph josephine joshua joyce juan judith julia julian julie juliet justin justyna kabir kamal karen karim karl kasia
kate katherine kathleen kathryn kathy katie katy kayleigh keeley keiran keiron kelly kelvin kenneth kerry kevin
khadija khalid kieran kimberley kirsten kirsty krishna krzysztof kumar kwame kyle lara laura lauren laurence leah
leanne lena leo leon leona leonard leroy lesley leslie liam lidia linda lindsay lindsey lisa liz lizzie lloyd lorna
lorraine louis louisa louise lucia lucy luis luisa lukasz luke lydia lynda lynn lynne lynsey mackenzie madeleine
maggie magda magdalena mahmoud maisie malcolm malgorzata mandy manjit mandeep marcin marco marcus margaret maria
mariam marian marie marion marius marjorie marlene marta martha martin martyn mary maryam mateusz mathew matilda matt
matthew maureen maurice maxine megan mehmet melanie melissa mercedes meryl mia michael michal michelle mick miguel
mike mikey mikolaj millie miriam mohamed mohammad mohammed moira molly mona monica morag morgan moses muhammad muriel
musa mustafa nabil nadia nadine naeem naomi nasreen natalia natalie natasha nathan nathaniel navdeep neha neil nerys
ngozi niall nia niamh nicholas nicola nicole nigel nikhil nina noah noel nora noreen norma nuala nusrat nyasha obinna
oisin olga oliver olivia olu oluwaseun omar orla oscar osman owen pamela parveen patricia patrick paul paula pauline
pavel pedro peggy peter petra philip philippa phillip phoebe pierre piotr polly pooja prakash priya priyanka rachael
rachel rafal rahim rahul raj rajesh ralph ramesh rania rashid ravi raymond razia rebecca rebekah reece reena reginald
rhian rhiannon rhodri rhona rhys ricardo richard rita robert roberta roberto roderick rodney roger rohan roisin roland
ronald ronan ronnie rory rosa rosalind rosemary rosie ross roxanne roy rukhsana rupert russell ruth ryan saad sabina
sadia saeed safiya sahil saima saira sajid saleem salim salma sally salman sam samantha samina samir samira samuel
sana sandeep sandra sanjay sara sarah sasha satnam scott sean sebastian selina seren shabana shabnam shahid shaun
shauna shazia sheena sheila shelley shirley shona siddharth simon simone simran sinead siobhan sian sofia sonia sophia
sophie spencer stacey stella stephanie stephen steve steven stewart stuart sunil sunita suresh susan susanna susannah
suzanne suzie sylvia tahir tamara tamsin tania tanya tara tariq tasneem tegan terence teresa terri terry thandiwe theo
theresa thomas tiffany tim timothy tina tobias toby todd tom tomasz tommy tony tracey tracy trevor tristan trudy tunde
tyrone usha usman valerie vanessa veronica vicky victoria vijay vikram vincent vivian vivienne waleed walter wanda
wendy wesley wilfred wiktoria william winifred wojciech yasmin yasir yetunde yolanda yousef yusuf yvette yvonne
zachary zahra zainab zara zeinab zoe zofia zuzanna
"""
_ALSO_WORDS: Final = """
abby alma amber angel art ash ashton bea ben bill blessing bob bonnie brook candy carol chance charity chase chester
christian cliff clay colt crystal daisy dale dan dawn dee don dot drew earl ed eve faith fay felix flora frank gail
gay gene ginger glen grace grant guy harry hazel heather holly hope ivy jack jade jay jo josh joy keith ken kim kit
lance lane laurel lee les lewis lily lincoln lou mac marina mark max melody merry miles nelson nick norm norman olive
pat patience pearl penny pete piers pip poppy precious preston prince ray red reed rich rick rob robin rod ron rose
rowan ruby sage sandy sharon sky stan stanley sterling sue ted trinity val van vera verity victor violet viola wade
ward warren wayne will wren
"""

GIVEN: Final = frozenset(_GIVEN.split())
"""In small letters; none of them is an ordinary word or, as such, a town."""

ALSO_WORDS: Final = frozenset(_ALSO_WORDS.split())
"""Names that are ordinary words or towns too: names only where capitals or the words around them say so."""
