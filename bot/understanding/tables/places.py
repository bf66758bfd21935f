"""Places in the United Kingdom that staff name, and the words that buildings end in. From general knowledge."""

from typing import Final

TOWNS: Final = frozenset(
    name.strip()
    for name in """
aberdare, aberdeen, aberdeenshire, abergavenny, aberystwyth, abingdon, accrington, airdrie, aldershot, alnwick, alloa, altrincham,
amersham, ammanford, andover, anglesey, antrim, arbroath, ardrossan, argyll, armagh, arundel, ashbourne, ashford, ashington,
ashton-under-lyne, ashton, aylesbury, ayr, ayrshire, bakewell, ballymena, ballymoney, banbridge, banbury, banff, bangor, barking,
barkingside, barnet, barnsley, barnstaple, barrow, barrow-in-furness, barry, basildon, basingstoke, bath, batley, battersea,
bebington, bedford, bedfordshire, belfast, belper, berkhamsted, berkshire, berwick, beverley, bexhill, bexley, bexleyheath,
bicester, bideford, billericay, birkenhead, birmingham, bishop auckland, bishop's stortford, blackburn, blackpool, blaenau gwent,
blaenau ffestiniog, blyth, bodmin, bognor, bognor regis, bolton, bootle, boston, bournemouth, bracknell, bradford, braintree,
brecon, brent, brentwood, bridgend, bridgnorth, bridgwater, bridlington, bridport, brighouse, brighton, bristol, brixham, brixton,
bromley, bromsgrove, bude, buckingham, buckinghamshire, burnley, burton, burton upon trent, bury, bury st edmunds, buxton, byker,
caernarfon, caerphilly, caithness, camborne, cambridge, cambridgeshire, camden, cannock, canterbury, cardiff, cardigan, carlisle,
carmarthen, carmarthenshire, carrickfergus, castleford, caterham, ceredigion, chatham, cheadle, chelmsford, cheltenham, chepstow,
cheshire, chester, chester-le-street, chesterfield, chichester, chippenham, chorley, christchurch, cirencester, clackmannanshire,
clacton, cleethorpes, clevedon, clitheroe, clydebank, coatbridge, colchester, coleraine, colwyn bay, congleton, consett, conwy,
cookstown, corby, cornwall, coventry, cowes, craigavon, cramlington, crawley, crewe, cromer, croydon, cumbernauld, cumbria, cwmbran,
dagenham, darlington, dartford, darwen, daventry, deal, denbigh, derby, derbyshire, derry, devizes, devon, dewsbury, didcot,
didsbury, dingwall, diss, doncaster, dorchester, dorking, dorset, dover, downpatrick, droitwich, dronfield, dudley, dumbarton,
dumfries, dunbar, dundee, dunfermline, dungannon, dunoon, dunstable, durham, ealing, eastbourne, east kilbride, eastleigh,
east lothian, edinburgh, elgin, ellesmere port, ely, enfield, enniskillen, epping, epsom, erith, essex, evesham, exeter, exmouth,
falkirk, falmouth, fareham, farnborough, farnham, faversham, felixstowe, fermanagh, fife, forres, ebbw vale, hebden bridge, portree, bude, callander, crieff, dunkeld, aviemore, keith, huntly, turriff, ellon, stromness, tobermory, lochaber, fort william, mallaig, kyle, kinross, bathgate, linlithgow, dalkeith, penicuik, bonnyrigg, tranent, haddington, duns, kelso, melrose, langholm, annan, lockerbie, castle douglas, newton stewart, girvan, cumnock, largs, saltcoats, wishaw, bellshill, cambuslang, rutherglen, bearsden, milngavie, clydebank, johnstone, barrhead, ballyclare, ballycastle, ballynahinch, bangor, castlederg, comber, crumlin, donaghadee, dromore, dundonald, holywood, kilkeel, maghera, newcastle, rathfriland, warrenpoint, aberaeron, bala, barmouth, bethesda, blackwood, bala, brynmawr, builth wells, caldicot, cowbridge, crickhowell, dolgellau, fishguard, flint, harlech, hay-on-wye, llandeilo, llandovery, llanrwst, llantrisant, maesteg, menai bridge, mountain ash, narberth, newcastle emlyn, pontardawe, presteigne, rhayader, tenby, tonypandy, treorchy, tywyn, usk, alford, ambleside, amble, appleby, arnold, askern, axminster, barton, barnoldswick, beccles, bedlington, bideford, birstall, bishops castle, bourne, brampton, brandon, brigg, broadstairs, bungay, burnham, buxton, calne, caistor, carnforth, chard, chesham, chipping norton, cinderford, cleator moor, clay cross, coalville, cockermouth, colne, congresbury, corsham, cramlington, crewkerne, crook, crowborough, dartmouth, denton, dereham, desborough, dawlish, easington, edgware, egremont, fakenham, ferryhill, garforth, glastonbury, haltwhistle, harpenden, hailsham, heanor, hebburn, helston, henley, hetton, holmfirth, holt, horncastle, horley, horwich, hornsea, hunstanton, immingham, ivybridge, kirkby lonsdale, kirkby stephen, knutsford, ledbury, leiston, lydney, mablethorpe, maryport, marple, midsomer norton, mirfield, morecambe, moreton, much wenlock, nailsea, newlyn, normanton, ollerton, okehampton, padstow, patchway, peacehaven, pickering, plympton, pocklington, radstock, rainham, ramsbottom, redhill, royston, royton, saltash, sandown, settle, shaftesbury, shanklin, shepton mallet, sherborne, shirebrook, sidmouth, silloth, southwold, spennymoor, spilsby, stalybridge, stone, stourport, street, sturminster, sudbury, tadcaster, tetbury, tewkesbury, tiptree, tring, uttoxeter, wadebridge, wantage, wareham, wath, wednesbury, wetherby, wellingborough, wem, wimborne, wombwell, wootton bassett, wotton, yate, toxteth, moss side, hulme, handsworth, aston, easton, chapeltown, harehills, gorbals, easterhouse, drumchapel, wester hailes, craigmillar, ely, splott, butetown, ardoyne, shankill, falls, stepney, bow, poplar, hoxton, dalston, tooting, balham, clapham, streatham, catford, deptford, woolwich, plumstead, acton, hanwell, hayes, feltham, mitcham, morden, surbiton, finchley, hendon, edmonton, wood green, isle of bute, arran, lewis, harris, islay, mull, gower, vale of glamorgan, fens, wolds, cotswolds, peak district, lake district, dales, black country, potteries, wearside, humberside, avon, tayside, speyside, deeside, county durham, county antrim, county down, west yorkshire, south yorkshire, north yorkshire, greater manchester, east sussex, west sussex, south west, south east, north west, east midlands, fleetwood, folkestone, forfar, formby, frome, fraserburgh,
gainsborough, galashiels, gateshead, gillingham, glasgow, glastonbury, glenrothes, glossop, gloucester, gloucestershire, goole,
gosport, govan, grantham, gravesend, grays, great yarmouth, greenock, greenwich, grimsby, guildford, guisborough, gwent, gwynedd,
hackney, halesowen, halifax, hamilton, hammersmith, hampshire, haringey, harlow, harpenden, harrogate, harrow, hartlepool, harwich,
hastings, hatfield, havant, haverfordwest, haverhill, havering, hawick, haywards heath, helensburgh, hemel hempstead, hereford,
herefordshire, hertford, hertfordshire, hexham, heywood, high wycombe, hinckley, hitchin, holyhead, holywell, honiton, horsham,
houghton, hounslow, hove, huddersfield, hull, huntingdon, huyton, hyde, ilford, ilfracombe, ilkeston, ilkley, inverclyde,
inverness, inverurie, ipswich, irvine, islington, isle of wight, isle of man, jarrow, jedburgh, keighley, kendal, kenilworth, kent,
keswick, kettering, kidderminster, kilmarnock, king's lynn, kings lynn, kingston, kingston upon thames, kirkby, kirkcaldy,
kirkintilloch, kirkwall, knaresborough, knowsley, lambeth, lampeter, lanarkshire, lancashire, lancaster, larne, launceston,
leamington, leamington spa, leatherhead, leeds, leek, leicester, leicestershire, leigh, leith, leominster, lerwick, letchworth,
lewes, lewisham, leyland, leyton, lichfield, limavady, lincoln, lincolnshire, lisburn, liskeard, littlehampton, liverpool,
livingston, llandrindod wells, llandudno, llanelli, llangefni, lochgilphead, london, londonderry, long eaton, lothian, loughborough, loughton,
louth, lowestoft, ludlow, luton, lurgan, lutterworth, lymington, lytham, macclesfield, machynlleth, magherafelt, maidenhead,
maidstone, maldon, malmesbury, malton, malvern, manchester, mansfield, margate, market harborough, marlborough, matlock, melksham,
melton mowbray, merseyside, merthyr, merthyr tydfil, merton, mexborough, mid wales, middlesbrough, midlothian, milford haven,
milton keynes, minehead, mold, monmouth, monmouthshire, montrose, moray, morecambe, morley, morpeth, motherwell, musselburgh,
nairn, nantwich, neath, nelson, newark, newbury, newcastle, newcastle upon tyne, newcastle-under-lyme, newham, newhaven, newmarket, newport,
newquay, newry, newton abbot, newton aycliffe, newtown, newtownabbey, newtownards, norfolk, northallerton, northampton,
northamptonshire, north berwick, northumberland, north shields, northwich, norwich, nottingham, nottinghamshire, nuneaton,
oakham, oban, oldbury, oldham, omagh, orkney, ormskirk, orpington, ossett, oswestry, otley, oxford, oxfordshire, paignton, paisley,
peebles, peckham, pembroke, pembrokeshire, penarth, penrith, penzance, perth, perthshire, peterborough, peterhead, peterlee,
petersfield, pitlochry, plymouth, pontefract, pontypool, pontypridd, poole, port talbot, porthcawl, porthmadog, portadown,
portishead, portree, portsmouth, portstewart, potters bar, powys, prescot, prestatyn, preston, prestwick, pudsey, pwllheli, ramsgate, rawtenstall,
rayleigh, reading, redbridge, redcar, redditch, redruth, reigate, renfrew, renfrewshire, rhondda, rhyl, richmond, ripley, ripon,
rochdale, rochester, rochford, romford, romsey, ross-on-wye, rotherham, rothesay, rugby, rugeley, runcorn, rushden, rutland, ruthin, rye, ryde,
saffron walden, salford, salisbury, sandbach, sandwell, scarborough, scunthorpe, seaham, selby, selkirk, sevenoaks, sheerness,
sheffield, sheringham, shetland, shipley, shrewsbury, shropshire, sittingbourne, skegness, skelmersdale, skipton, skye, sleaford,
slough, smethwick, solihull, somerset, southall, southampton, southend, southend-on-sea, southport, south shields, southwark,
spalding, stafford, staffordshire, staines, st albans, st andrews, st austell, st helens, st ives, st neots, stamford, st asaph, stanley, stevenage,
stirling, stockport, stockton, stockton-on-tees, stoke, stoke-on-trent, stonehaven, stornoway, stourbridge, stowmarket, strabane,
stranraer, stratford, stratford-upon-avon, stroud, suffolk, sunderland, surrey, sussex, sutton, sutton coldfield, swadlincote,
swale, swanage, swansea, swindon, tameside, tamworth, taunton, tavistock, teesside, teignmouth, telford, tewkesbury, thame,
thanet, thetford, thirsk, thurrock, thurso, tilbury, tiverton, todmorden, tonbridge, torfaen, torquay, totnes, tottenham,
tower hamlets, trafford, tredegar, trowbridge, truro, tunbridge wells, tyneside, tyrone, uckfield, ullapool, ulverston, uxbridge,
wakefield, wallasey, wallsend, walsall, waltham forest, walthamstow, wandsworth, ware, warminster, warrington, warwick,
warwickshire, washington, waterlooville, watford, wellingborough, wellington, wells, welshpool, welwyn, west bromwich, westminster,
weston-super-mare, weston, weymouth, whitby, whitchurch, whitehaven, whitley bay, whitstable, wick, widnes, wigan, wilmslow,
wiltshire, wimbledon, winchester, windermere, windsor, winsford, wirral, wisbech, witham, withernsea, witney, woking, wokingham,
wolverhampton, woodbridge, woolwich, worcester, worcestershire, workington, worksop, worthing, wrexham, wycombe, yarm, yeovil,
york, yorkshire, ystradgynlais, north east, north west, north wales, south wales, west wales, highlands, western isles, midlands, west midlands, east anglia, borders
""".replace("\n", " ").split(",")
)  # fmt: skip
"""Lower-case names, hyphens as written."""

ALSO_WORDS: Final = frozenset(
    "flint stone street settle crook bow acton holt bala keith bourne falls lewis harris usk ely easton aston hayes wells tring chard calne amble kyle moreton barton burnham horley dales fens wolds avon redhill arnold marple royston sherborne reading bath rugby sandwich deal ware battle wells barking nelson boston barry diss ely hyde rye wick leek ash street "
    "ashton houghton hamilton stanley nelson wellington washington kent burton preston weston newport sutton richmond mold bury perth lincoln stoke "
    "stamford stratford kingston sleaford chester corby selby ripley morley".split()
)
"""Names that are also ordinary words or people: a place only with its capital, or after "in" or "at"."""

BUILDING: Final = (
    "library|town hall|city hall|county hall|shire hall|guildhall|civic centre|civic offices?|civic|council offices?|council house|community centre|community hub"
    "|village hall|hall|meeting house|house|church hall|church|mosque|gurdwara|temple|chapel|cathedral|hub|depot|offices?|hq|head office|warehouse"
    "|shop|foodbank|food bank|farm|museum|school|college|university|campus|hospital|hospice|centre|center|building|site|station|park|"
    "allotments?|garden|gardens|theatre|market|exchange|court|courthouse|studio|barn|mill|works|base|kitchen|cafe|surgery|clinic|leisure centre|day centre|arts centre|stadium|pavilion|chambers|quay|wharf|street|road|tower|arcade|yard|institute|castle|lodge|cottage|rooms?|terrace|square|lane"
)
"""What the name of a building or a site ends in."""

EMPLOYER_TAIL: Final = (
    "council|borough council|city council|county council|district council|parish council|town council|cvs|nhs|trust|"
    "charity|foundation|society|association|partnership|university|authority|homes|housing|mind|age uk|citizens advice"
    "|foodbank|hospice|police|fire|ambulance|probation|cic|ltd|borough|care|carers"
)
"""What makes the name before it somebody's employer."""
