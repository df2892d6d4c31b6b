"""Words that tell little of a subject, for the labels of communities: folded, A to Z.

Where a word is looked up, a plural counts as its singular.
"""

from __future__ import annotations

DETERMINERS = frozenset(
    """
    a all an any both each every her his its our some that the their these this those your
    """.split()
)
"""What follows a verb (predicting the) rather than the end of a term."""

ENGLISH = frozenset(
    """
    a about above after again against al all along also although among an and another any are as
    at away be because been before being below between beyond billion both but by can cannot
    certain could d did do does doing done down due during each eg eight either else et etc
    every few first five for four fourth from further furthermore had half has have having he
    hence her here hers him his how however hundred i ie if in into is it its itself just last
    let like ll m many may me might million mine more moreover most much must my namely nearly
    neither never nevertheless next nine no non nor not now numerous of off often on once one
    only onto or other otherwise our ours out over own per quite rather re s same second seven
    several shall she should since six so some still such t ten than that the their them
    themselves then there thereby therefore these they third this those though thousand three
    through throughout thus to together too toward towards twice two under unlike until up upon
    us use used useful uses using usually v various ve versus very via vs was we well were what
    when where whereas whether which while who whom whose why will with within without would yet
    you your zero
    """.split()
)

EUROPEAN = frozenset(
    """
    aan aber afin ainsi alla als anche ao aos au auch auf aus aux avec bei bij bis ce ces cet
    cette che chi ci com come comme como con cual da dal dalla dans das dass dat de degli dei
    del della delle dem den der des deze di die dies diese dieser dit donde dont door dos durch
    e een ein eine einem einen einer eines el ela ele ella elle em en entre er era es essa esse
    est esta este esto etre foi fue fuer fur gli ha han hasta hay het hun ik il ils io isso ist
    ja kann la las le les leur lo loro los ma maar mais meme mit muy na naar nach nas nei nel
    nella nicht niet nog nos nous numa o oder om ont ook op os ou par para pas pela pelo permet
    pero peut piu plus por porque pour puede qu quale que questa questo qui sans se sea ser ses
    seu si sich sie sin sind sobre sono sont sowie su sua sul sulla sur sus tambien te tel tem
    tiene tot tra uber uit um uma un una und une unter van vom von voor vor waar wat wenn werd
    werden wie wird wordt wurde y zijn zo zoals zu zum zur
    """.split()
)

STOP = ENGLISH | EUROPEAN
"""Function words, of English and six neighbours: never at the edge of a phrase."""

FILLER = frozenset(
    """
    academic accomplish accordingly accuracy accurate accurately achieve achieved achievement
    achieves achieving across actual actually adapt adapts add added adding addition additional
    additionally address addressed addresses addressing adopt adopted adopting advance advanced
    advancement advancing advantage advantageous affect aforementioned aim aimed aiming aims
    allow allowed allowing allows almost alternative alternatively amount ample analyse analysed
    analyze analyzed analyzes analyzing appear applicable application applied applies apply
    applying approach appropriate approximately area argue arise aspect assess assessed
    assessing assume assumed assumption attain attempt attracted available avoid aware base
    based baseline basic become becomes becoming began behind believe beneficial benefit best
    better big bring brings broad broader broadly build building builds built capability capable
    capture captured captures capturing care carefully carry case cause causes central challenge
    challenging change characteristic characterize choice choose chosen cid claim clear clearly
    close closely collect collected collection combination combine combined combines combining
    come comes common commonly community comparable comparative comparatively compare compared
    compares comparing comparison compelling competitive complete completely complexity
    comprehensive comprehensively comprise comprises compute computed computing conclude
    conclusion condition conduct conducted conducting confirm consequently consider considerable
    considerably consideration considered considering considers consist consistent consistently
    consisting consists constitute construct constructed constructing contain containing
    contains contrary contrast contribute contributes contributing contribution conventional
    core correct correctly correspond corresponding could cover crucial crucially current
    currently daily deal dealing decrease decreased deeper define defined defines degrade degree
    deliver delivers demand demanding demonstrate demonstrated demonstrates demonstrating
    demonstration denote depend depends deploy deployed derive derived derives describe
    described describes describing designed designing designs desirable desired despite detail
    detailed determine determined determining develop developed developing development develops
    devise differ difference different differently difficult difficulty directly disadvantage
    discover discuss discussed discusses discussion distinct diverse drastically drawback drawn
    drive drives ease easier easily easy effect effective effectively effectiveness efficacy
    efficiency efficient efficiently effort elegant eliminate eliminates eliminating embody
    emerge emerged emergence emerging emphasize empirical empirically employ employed employing
    employs enable enabled enables enabling encounter encourage enhance enhanced enhancement
    enhances enhancing enormous enough ensure ensures ensuring entire entirely equal equally
    equip era especially essential essentially establish established establishing evaluate
    evaluated evaluates evaluating even ever evident examine examined examining example exceed
    excellent except exceptional exhibit exhibits exist existed existing exists expect expected
    expensive experiment experimental experimentally experimented experiments explain explicitly
    exploit exploited exploiting exploits explore explored explores exploring expose express
    extend extended extending extends extension extensive extensively extent extra extract
    extracted extracting extremely facilitate facilitates facilitating fact factor fail failed
    fails failure fairly fall far faster favorable feasibility feasible final finally find
    finding finds fit flexibility focus focused focuses focusing follow followed following
    follows form formally formulate formulated formulation found framework frequently fresh full
    fully fundamental fundamentally gain gained gap general generalize generally generate
    generated generates generating generic get github give given gives giving go goal good great
    greater greatly ground growing guarantee guided hand handle handles handling heavily help
    helpful helping helps higher highest highlight highlighted highlights highly hold holds hope
    http https idea ideal identified identifies identify identifying illustrate illustrated
    illustrates immediate impact impede implement implementation implemented implementing
    implication implies imply importance important importantly impossible impressive improve
    improved improvement improves improving inability include included includes including
    incorporate incorporated incorporates incorporating increase increased increases increasing
    increasingly indeed independently indicate indicated indicates indicating inefficient ing
    inherent inherently initial initially innovation innovative insight inspired instead
    insufficient integrate integrated integrates integrating integration intensive interest
    interested interesting interestingly introduce introduced introduces introducing
    introduction intuition intuitive investigate investigated investigates investigating
    investigation involve involved involves involving issue jointly keep key kind know knowing
    known lack lacking largely larger largest lastly latter lead leading leads learn learns
    learnt least leave led left length less leverage leveraged leverages leveraging lie lies
    lightweight likely limit limitation limited limiting limits literature little longer look
    lower made main mainly mainstream maintain maintaining maintains major majority make makes
    making manner manual manually marginal massive matter meanwhile meet ment merely method
    methodological methodology minimize minimizing mitigate mitigates mitigating modern
    modification modified modify moreover motivated motivation multiple naive naturally nature
    necessary necessity need needed needs new newly nontrivial notable notably note notion novel
    novelty number observation observe observed obtain obtained obtaining obtains obvious occur
    occurs offer offered offering offers old operate opportunity ordinary original originally
    outcome outperform outperformed outperforming outperforms overall overcome overcoming
    overlook overview paper paradigm part partially particular particularly past pave people
    perform performance performed performing performs perspective phenomenon pioneering pipeline
    place plausible play plays popular popularity pose posed poses possibility possible possibly
    potential potentially powerful practical practically practice practitioner precise precisely
    prefer presence present presented presenting presents preserve preserving prevent previous
    previously primarily primary principled procedure processed produce produced produces
    producing progress prominent promise promising promote prone proper properly proposal
    propose proposed proposes proposing prove proved proven provide provided provides providing
    publicly published purpose pursue put quantify quantitatively quick quickly raise range
    ranging rapid rapidly rare rarely rate reach reaching ready realistic realize really reason
    reasonable receive received recent recently recognize recognized reduce reduced reduces
    reducing reduction refer referred regard regarding related relative relatively release
    released relevant reliable relies rely relying remain remaining remains remarkable
    remarkably replace report reported reporting represent represented representing represents
    require required requirement requires requiring research researcher resolve respect
    respective respectively result resulted resulting retain reveal revealed revealing reveals
    review rich rigorous rise role running satisfactory satisfy scenario scheme scope section
    see seek seeks seem seen select selected selecting separate serious serve serves setting
    setup severe severely shed show showcase showcases showed showing shown shows significance
    significant significantly similar similarly simple simpler simplicity simply simultaneous
    simultaneously single situation size slightly small smaller solely solid solution solve
    solved solves solving sometimes somewhat sophisticated sota sought special specific
    specifically specify spite start started state stated straightforward strength strict
    strictly strike stronger strongly studied study studying sub subsequent subsequently
    substantial substantially succeed success successful successfully suffer suffering suffers
    sufficient sufficiently suggest suggested suggesting suggests suitable summarize superior
    superiority supported supports surpass surpassed surpasses surpassing surprising
    surprisingly survey systematic systematically tackle tackled tackles tackling tailored take
    taken takes taking task technique technology tend term tested thing thorough thoroughly
    thought tion today tool top total traditional traditionally treat tremendous trend trivial
    true try turn typical typically ultimate ultimately unclear underlying understand
    understanding understood unexplored unfortunately unified unique unprecedented unseen
    unsolved utilise utilising utility utilize utilized utilizes utilizing validate validated
    validating validity valuable variation variety vary varying vast verified verify version
    viewpoint vital want way weakness whole wide widely wider widespread work working worse
    worst worth yield yielded yielding yields
    """.split()
)
"""What any paper says of itself: never at the edge of a phrase either."""

GENERAL = frozenset(
    """
    abstract adaptive algorithm analysis answer architecture article automated automatic balance
    basis behavior benchmark bound capacity class classification co code complex component
    computation computational concept content context corpus cost cross data dataset day deep
    dependent depth design dimension dimensional direct domain driven dynamic element end
    environment error evaluation exact explicit exploration expression extraction fast feature
    field figure fine flexible force formal foundation frame free function generation group hard
    high host image independent individual inference information input instance interaction
    joint knowledge label language large layer learned learning level line linear local log long
    loss low machine map matrix maximum mean mechanism metric minimal minimum model multi
    natural negative network neural object objective offline online open optimal optimization
    option order output parameter partial point position positive pre prediction pretrained
    pretraining prior problem process product program project projection property public quality
    quantitative question random real relation relationship resource response room run sample
    sampling scale score search self semi sense sentence set shared short shot side similarity
    slow soft source space sparse speed sqrt stage standard step strong structure structured
    subject support surface system table target test text theory time topic train trained
    training transfer type universal update user value variable variant vector view visual weak
    weight word world
    """.split()
)
"""Fit for a phrase (large language models), but no subject alone or among themselves."""
