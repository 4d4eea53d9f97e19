//! Safety, before everything else: fixed rules that hear crisis, emergency, dosing and diagnosis in the message itself.
//!
//! The design follows `NegEx` and `ConText` (Chapman et al. 2001; Harkema et al. 2009): normalise, split into sentences,
//! mask phrases that only look like triggers, find triggers, apply context, take the most urgent. Rules and their
//! examples are content: `faq/safety.yaml`.

mod compile;
mod likeness;
mod normalise;
mod pattern;
mod pieces;
mod program;
mod rules;
pub mod shape;
mod spelling;

pub use compile::RuleProblem;

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use likeness::{Alike, Likeness};
use normalise::Word;
use rules::RuleBook;
use shape::{ExamplesFile, SafetyFile};

/// What a message is about, in rising order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Low, ambiguous, past, about somebody not in danger now, facts about suicide.
    Soft,
    /// A request for a diagnosis.
    Diagnosis,
    /// Amounts, timing, mixing, stopping, starting, buying, sharing.
    Dosing,
    /// A medical emergency.
    Emergency,
    /// Suicide or self-harm, now.
    Crisis,
}

/// Who is in danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// The person who writes.
    #[default]
    Speaker,
    /// Somebody else.
    SomeoneElse,
}

/// Which wording of a reply fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// The usual one.
    #[default]
    Plain,
    /// The person asked not to be sent numbers.
    NoHotlines,
    /// Survived, and safe now.
    Survivor,
    /// Lost somebody to suicide.
    Bereaved,
    /// Asks about facts or the nickname.
    Fact,
    /// Was told to harm themselves.
    Harassment,
    /// Tells somebody to harm themselves: who says it gets no reply.
    Insult,
}

/// A language that rules are written in; the reply is in the language of the rule that fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

/// What was heard in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// The most urgent category.
    pub category: Category,
    /// Whether a crisis comes with an emergency: both texts are needed.
    pub with_emergency: bool,
    /// The id of the rule that decided.
    pub rule: String,
    /// Who is in danger.
    pub about: Whom,
    /// Which wording fits.
    pub variant: Variant,
    /// Whether the moderators are shown a public message like it, without a ping.
    pub flag: bool,
    /// The language of the rule.
    pub language: Language,
}

impl Concern {
    /// What decides between several: urgency, then the speaker before others, then a wording that fits better, then what
    /// moderators are to see.
    fn telling(&self) -> (Category, bool, bool, bool) {
        (self.category, self.about == Whom::Speaker, self.variant != Variant::Plain, self.flag)
    }
}

/// A rule hears low words ("no hope", "kill me") in a message that is this unlike any low one: it is about a council's
/// pavements. Half of the false alarms of such rules on our own evaluation messages, and one true one in thirty.
const UNLIKE_LOW: f32 = 0.2;

/// A rule hears words of an emergency in a message this unlike any: it is told of as long past, or of a film. Half of the
/// false alarms of such rules, and one true one in 100. English only: there are few examples in other languages.
const UNLIKE_EMERGENCY: f32 = 0.08;

/// A rule hears low words, and the message is this much like a crisis, whatever its words: then it is one.
const LOW_AND_LIKE_CRISIS: f32 = 0.45;

/// Adds what a message is like to what rules heard in it. A rule that hears something serious knows better whom it is
/// about and what is meant, so only something more urgent is added.
fn hear_alike(heard: &mut Vec<Concern>, alike: &Alike, language: Language) {
    if alike.trouble < UNLIKE_LOW {
        // An insult is not low, and the examples were not asked about it.
        heard.retain(|concern| concern.category != Category::Soft || concern.variant == Variant::Insult);
    }
    if alike.emergency < UNLIKE_EMERGENCY && alike.crisis < LOW_AND_LIKE_CRISIS {
        let is_english = |concern: &Concern| concern.language == Language::English;
        heard.retain(|concern| concern.category != Category::Emergency || !is_english(concern));
    }
    let most = heard.iter().map(|concern| concern.category).max();
    let by_examples = |category: Category, about: Whom, variant: Variant| Concern {
        category,
        with_emergency: false,
        rule: BY_EXAMPLES.to_owned(),
        about,
        variant,
        flag: false,
        language,
    };
    let more = alike.heard.iter().filter(|alike| most.is_none_or(|most| alike.category > most));
    heard.extend(more.map(|alike| by_examples(alike.category, alike.about, alike.variant)));
    if most == Some(Category::Soft) && alike.crisis >= LOW_AND_LIKE_CRISIS {
        let about = heard[0].about;
        heard.push(by_examples(Category::Crisis, about, Variant::Plain));
    }
}

/// The language to answer in when no rule tells it. The others are there so that Spanish is not taken for French.
fn language_of(text: &str) -> Language {
    use whatlang::Lang::{Deu, Eng, Fra, Ita, Nld, Por, Spa};
    let told = whatlang::Detector::with_allowlist(vec![Deu, Eng, Fra, Ita, Nld, Por, Spa]).detect_lang(text);
    if told == Some(Fra) { Language::French } else { Language::English }
}

/// The compiled rules of every language.
#[derive(Debug)]
pub struct Guard {
    books: Vec<RuleBook>,
    likeness: Option<Arc<Likeness>>,
}

/// What is said to be heard by when no rule was: the examples.
pub const BY_EXAMPLES: &str = "examples";

impl Guard {
    /// Compiles rules and runs every example in them.
    ///
    /// # Errors
    /// Every pattern that cannot be read and every example that does not do what it says.
    pub fn compile(files: &[(Language, SafetyFile)]) -> Result<Self, Vec<RuleProblem>> {
        compile::guard(files)
    }

    /// Lets the guard hear what is like `examples` too. `ordinary` are messages that ask for nothing but an answer.
    pub fn learn<'a>(&mut self, examples: &ExamplesFile, ordinary: impl Iterator<Item = &'a str>) {
        if !examples.is_empty() {
            let ordinary: Vec<_> = ordinary.map(normalise::sentences).collect();
            self.likeness = Some(Arc::new(Likeness::fit(examples, &ordinary)));
        }
    }

    /// Hears by examples as `other` does, until it has learnt from its own.
    pub fn hear_as(&mut self, other: &Self) {
        self.likeness.clone_from(&other.likeness);
    }

    /// What is heard in a message; None when it is ordinary. Every sentence is heard on its own, so that nothing around
    /// it hides it.
    #[must_use]
    pub fn look(&self, text: &str) -> Option<Concern> {
        let sentences = normalise::sentences(text);
        let mut heard: Vec<Concern> = self.books.iter().flat_map(|book| book.hear(&sentences)).collect();
        if let Some(likeness) = &self.likeness {
            let own = self.without_insults(&heard, &sentences);
            hear_alike(&mut heard, &likeness.hear(&own), language_of(text));
        }
        let with_emergency = heard.iter().any(|concern| concern.category == Category::Emergency);
        // The first of the most telling: sentences and rules are in their own order.
        let most = heard.iter().map(Concern::telling).max()?;
        let first = heard.iter().position(|concern| concern.telling() == most)?;
        let mut concern = heard.swap_remove(first);
        concern.with_emergency = with_emergency && concern.category == Category::Crisis;
        Some(concern)
    }

    /// The sentences that the examples are asked about: one that tells somebody else to die is like a crisis and is none.
    fn without_insults<'a>(&self, heard: &[Concern], sentences: &'a [Vec<Word>]) -> Cow<'a, [Vec<Word>]> {
        let is_insult = |concern: &Concern| concern.variant == Variant::Insult;
        if !heard.iter().any(is_insult) {
            return Cow::Borrowed(sentences);
        }
        let hears_none = |sentence: &&Vec<Word>| {
            let alone = std::slice::from_ref(*sentence);
            !self.books.iter().flat_map(|book| book.hear(alone)).any(|concern| is_insult(&concern))
        };
        sentences.iter().filter(hears_none).cloned().collect()
    }

    /// What is heard in a message after what the same person said just before, oldest first: some people write one
    /// sentence in pieces. What was heard in an earlier message alone was answered then.
    #[must_use]
    pub fn look_after(&self, text: &str, before: &[String]) -> Option<Concern> {
        let alone = self.look(text);
        if before.is_empty() {
            return alone;
        }
        let telling = |concern: &Option<Concern>| concern.as_ref().map(|concern| concern.category);
        let earlier = before.iter().map(|text| telling(&self.look(text))).max().flatten();
        let pieces: Vec<&str> = before.iter().map(String::as_str).chain([text]).collect();
        let joined = self.look(&pieces.join(" "));
        if telling(&joined) > telling(&alone).max(earlier) { joined } else { alone }
    }
}
