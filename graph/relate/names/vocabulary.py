"""Words of the craft: what announces a name, what heads one, and what is never one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from graph.relate.names.text import key


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@cache
def not_names() -> frozenset[str]:
    """Keys of what is written like a name and is none: fields, measures, venues, platforms."""
    lines = files(__package__).joinpath("not_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        key(word) for line in lines if not line.startswith("#") for word in line.split()
    )


CREATE = _set(
    "open-source propose proposes introduce introduces present presents develop develops design designs devise"
    " devises build builds create creates construct constructs release releases contribute"
    " contributes establish establishes describe describes formulate formulates offer offers provide provides"
    " curate curates collect collects publish publishes unveil unveils invent train implement implements"
    " launch announce suggest suggests derive outline outlines detail details"
)
CREATED = _set(
    "proposed introduced presented developed designed devised built created constructed released"
    " described established formulated curated collected published unveiled invented suggested implemented contributed"
)
CALL = _set("call calls name names term terms dub dubs coin abbreviate denote calling naming terming dubbing")
CALLED = _set("called named termed dubbed coined titled entitled denominated christened nicknamed abbreviated")
SUBJECT = _set("we paper work article thesis study dissertation report i authors chapter letter here this book our")
BE = _set("is are was were be been being")
# What opens a phrase that hangs on the noun before it, or closes that noun's phrase.
BREAK = _set(
    "use for to that which using based via by from on in with at into through over under where when while whose"
    " upon towards toward as and or but than is are was were be can will may has have had does do"
    " aims enables allows leveraging combining inspired designed trained capable called named termed dubbed"
    " without against between among within across if because since so it they we against built constructed"
)
KIND_OF = _set("class family series suite set variant variants extension version form type types kind generalization pair")
ARTICLES = _set("a an the our this these its their new novel simple first both several another another's")
INDEFINITE = _set("a an")

MODEL = _set("model models network networks net nets transformer transformers autoencoder autoencoders encoder decoder"
 " architecture architectures machine machines classifier parser agent agents llm llms lm vlm mllm"
 " backbone backbones tagger detector detectors segmenter estimator generator language-model chatbot assistant series")
METHOD = _set("method methods framework frameworks approach approaches algorithm algorithms technique techniques mechanism"
 " mechanisms strategy strategies scheme system systems module modules pipeline paradigm planner planners solver solvers"
 " optimizer optimizers procedure loss losses layer layers unit units objective regularizer regularization sampler"
 " sampling decoding search learning training tuning tokenization attention kernel policy policies controller"
 " descriptor descriptors filter filters toolkit toolbox library platform tool tools simulator engine package software interface"
 " embeddings embedding representation representations operator operators estimator block blocks heads head pooling"
 " normalization variant variants baseline baselines prompting clustering optimization inference traps"
 " tracker trackers localizer matcher hashing forgetting process processes robot robots gripper hand exoskeleton manipulator formalism language ontology grammar")
DATASET = _set("dataset datasets corpus corpora treebank treebanks database databases collection lexicon wordnet dictionary data corpora's resource resources")
BENCHMARK = _set("benchmark benchmarks testbed leaderboard suite challenge evaluation")
THING = MODEL | METHOD | DATASET | BENCHMARK
TASK = _set("task tasks problem problems challenge subtask question questions issue issues metric metrics measure measures setting settings notion"
 " concept concepts phenomenon assumption bias property condition score definition hypothesis theory view lens"
 " workshop competition evidence results result theorem bound bounds proof analysis survey review overview tutorial study")
SURVEY = _set("survey surveys review overview tutorial primer roadmap perspective perspectives position retrospective"
 " comparison comparative revisiting rethinking towards introduction proceedings findings taxonomy outlook manifesto")

# Heads of a long form: what its acronym stands for. Everything else is a task, a measure, a thing.
LONG_MODEL = _set("network net model machine memory transformer autoencoder encoder decoder forest tree perceptron automaton automata field"
 " grammar gan lstm rnn cnn mixture expert ensemble hmm classifier backbone vae gru")
LONG_METHOD = _set("algorithm method search sampling optimization optimisation programming descent gradient regression clustering boosting bagging"
 " regularization normalization pooling attention convolution filter filtering propagation factorization decomposition warping"
 " distillation embedding projection process transform transformation decoding inference carlo allocation hashing kernel loss estimator"
 " planner controller control framework architecture descriptor criterion"
 " approach technique learner detector tracker dropout annealing iteration pursuit averaging averages"
 " encoding parallelism masking bandit bandits swarm roadmap average momentum"
 " ascent elimination approximation relaxation splatting solver smoothing voting reweighting weighting rejection forgetting replay modulation"
 " adapter lora thought histogram histograms ranking steering update aggregation transport vector unrolling likelihood")
LONG_DATASET = _set("dataset corpus treebank database collection wordnet data")
LONG_BENCHMARK = _set("benchmark suite arena")

# Capitalised words that name no method by themselves: people, peoples, places, platforms, months.
PROPER = _set(
    "bayes bayesian markov gaussian monte carlo gibbs fourier hilbert banach newton fisher wasserstein riemann poisson dirichlet"
    " nash stackelberg bernoulli hessian jacobian thompson bregman lipschitz pareto shapley bellman lyapunov kalman laplace gauss"
    " euler lagrange hamilton jacobi euclid turing chomsky zipf english chinese german french japanese arabic spanish hindi korean"
    " russian italian portuguese dutch turkish czech greek hebrew latin swedish finnish danish polish romanian vietnamese thai urdu"
    " bengali tamil persian farsi sanskrit mandarin cantonese europe asia africa america china india japan germany france google"
    " microsoft facebook amazon apple twitter reddit wikipedia internet web january february march april may june july august"
    " september october november december monday sunday figure table section appendix theorem lemma algorithm equation"
    " experiments experimental results result code data extensive however moreover furthermore finally additionally"
    " in on at to for and the we our this these those it its they when while with using given based as an a if by from since"
    " most many recent recently existing previous current although despite unlike here there thus hence then first second third"
    " one two three both each all such experiments evaluations evaluation empirically theoretically motivated inspired building"
    " natural language processing machine learning deep neural artificial intelligence reinforcement computer vision"
    " large small language models model approach method task semeval shared subtask universal linked open"
).union()

GENERAL = frozenset(
    "approach method model framework algorithm system technique dataset benchmark paper work task data"
    " newapproach newmethod novelmethod novelapproach languagemodel largelanguagemodel foundationmodel neuralnetwork"
    " machinelearning deeplearning reinforcementlearning naturallanguageprocessing computervision artificialintelligence"
    " finetuning pretraining selfattention crossattention generativemodel discriminativemodel graphicalmodel pretrainedmodel recommendersystem multiagentsystem deepnetwork rewardmodel neuralmodel linearmodel probabilisticmodel mobilerobot expertsystem dialoguesystem bestofn visionlanguagemodel multimodallargelanguagemodel pretrainedlanguagemodel smalllanguagemodel maskedlanguagemodel neurallanguagemodel largevisionlanguagemodel method results analysis evidence insight experiment example several various different efficient effective general simple".split()
)

VENUES = _set(
    "acl emnlp naacl eacl coling lrec conll ijcnlp wmt iwslt semeval senseval clef fire trec muc ace tac duc bionlp"
    " biocreative ntcir imageclef mediaeval vardial wassa sighan sigmorphon dstc cvpr iccv eccv neurips nips icml iclr"
    " aaai ijcai icra iros robocup darpa nist ieee kaggle ntire evalita iberlef germeval covid sars cl-scisumm ecir sigir"
    " interspeech icassp miccai rocling bea wnut aspec iso utf isbn rgb rgbd"
)
NUMBERED = _set(
    "top stage task type level part phase figure fig table class group day track subtask year version week grade rank case"
    " step layer section chapter model method experiment eq equation theorem lemma no vol euro l c f x y z p n k h m t"
)

# First parts of hyphened adjectives, which titles write with capitals: Multi-task, State-of-the-art.
PREFIXES = _set(
    "multi pre non cross semi self few zero one re co inter intra sub super long short high low real large small task"
    " domain data end state fine coarse full weakly vision human robot open closed on off in out two three single"
    " double time model user context text image video audio speech word sentence document token object goal class"
    " instance feature spatio structure deep meta auto post near far high-order knowledge language label source target"
)
