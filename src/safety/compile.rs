//! From `safety.yaml` to compiled rules: every pattern read, every example tried, every problem named.

use std::collections::HashMap;

use super::pattern::{Lists, Misspellings, Written, parse};
use super::rules::{Condition, Patterns, Rule, RuleBook, Scope, SetId, Term};
use super::shape::{Pattern, RuleShape, SafetyFile};
use super::spelling::Spelling;
use super::{Category, Guard, Language};

/// A rule that cannot be used, or an example that does not do what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleProblem {
    /// Whose file.
    pub language: Language,
    /// Where in the file, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// How to put it right.
    pub remedy: &'static str,
}

pub(super) fn guard(files: &[(Language, SafetyFile)]) -> Result<Guard, Vec<RuleProblem>> {
    let mut problems = Vec::new();
    let books = files.iter().map(|(language, file)| Compiler::new(*language, file, &mut problems).book(file)).collect();
    let guard = Guard { books, likeness: None };
    if problems.is_empty() {
        for (language, file) in files {
            try_examples(&guard, *language, file, &mut problems);
        }
    }
    for (missing, name) in [(Category::Crisis, "crisis"), (Category::Emergency, "emergency")] {
        if !guard.books.iter().flat_map(|book| &book.rules).any(|rule| rule.category == missing) {
            problems.push(RuleProblem {
                language: Language::English,
                pointer: "/categories".to_owned(),
                what: format!("there is no {name} rule"),
                remedy: "without one a message in danger would be missed; put the rules back",
            });
        }
    }
    if problems.is_empty() { Ok(guard) } else { Err(problems) }
}

/// The rules of a file by category, with the pointer of each list.
fn by_category(file: &SafetyFile) -> [(Category, &'static str, &[RuleShape]); 5] {
    let categories = &file.categories;
    [
        (Category::Crisis, "crisis", &categories.crisis),
        (Category::Emergency, "emergency", &categories.emergency),
        (Category::Dosing, "dosing", &categories.dosing),
        (Category::Diagnosis, "diagnosis", &categories.diagnosis),
        (Category::Soft, "soft", &categories.soft),
    ]
}

struct Compiler<'a> {
    language: Language,
    misspellings: &'a Misspellings,
    lists: Lists,
    list_sets: HashMap<String, SetId>,
    patterns: Patterns,
    problems: &'a mut Vec<RuleProblem>,
}

const PATTERN_REMEDY: &str = "see faq/README.md for how patterns are written";

impl<'a> Compiler<'a> {
    fn new(language: Language, file: &'a SafetyFile, problems: &'a mut Vec<RuleProblem>) -> Self {
        let (lists, list_sets, patterns) = (Lists::new(), HashMap::new(), Patterns::default());
        Self { language, misspellings: &file.misspellings, lists, list_sets, patterns, problems }
    }

    fn book(mut self, file: &SafetyFile) -> RuleBook {
        self.read_lists(file);
        let mut masks = Patterns::default();
        let set = masks.new_set();
        for (nth, pattern) in file.pseudo.iter().enumerate() {
            if let Some(node) = self.parse(pattern, &format!("/pseudo/{nth}")) {
                masks.add(set, &node);
            }
        }
        let mut rules = Vec::new();
        for (category, name, shapes) in by_category(file) {
            for (nth, shape) in shapes.iter().enumerate() {
                rules.push(self.rule(category, shape, &format!("/categories/{name}/{nth}")));
            }
        }
        let spelling = Spelling::new(&file.misspellings, file.one_slip.iter().map(|word| word.0.clone()));
        RuleBook { language: self.language, spelling, masks, patterns: self.patterns, rules }
    }

    /// Reads the lists; one may use another. Those that wait for each other for ever are a problem.
    fn read_lists(&mut self, file: &SafetyFile) {
        let mut waiting: Vec<(&String, &Vec<Pattern>)> = file.lists.iter().collect();
        loop {
            let ready = |lists: &Lists, patterns: &[Pattern]| {
                let used = patterns
                    .iter()
                    .flat_map(|pattern| pattern.0.split(|c: char| c.is_whitespace() || "()|?".contains(c)));
                used.filter_map(|token| token.strip_prefix('@')).all(|name| lists.contains_key(name))
            };
            let Some(next) = waiting.iter().position(|(_, patterns)| ready(&self.lists, patterns)) else { break };
            let (name, patterns) = waiting.remove(next);
            let set = self.patterns.new_set();
            let mut options = Vec::new();
            for (nth, pattern) in patterns.iter().enumerate() {
                if let Some(node) = self.parse(pattern, &format!("/lists/{name}/{nth}")) {
                    self.patterns.add(set, &node);
                    options.push(node);
                }
            }
            self.list_sets.insert(name.clone(), set);
            self.lists.insert(name.clone(), Written::any_of(options));
        }
        for (name, _) in waiting {
            self.complain(
                format!("/lists/{name}"),
                "the list uses a list that is not there or that uses it".to_owned(),
            );
        }
    }

    fn rule(&mut self, category: Category, shape: &RuleShape, pointer: &str) -> Rule {
        if shape.any.is_empty() && shape.all_of.is_empty() {
            self.complain(pointer.to_owned(), format!("the rule `{}` has neither any nor all_of", shape.id));
        }
        let all_of = shape.all_of.iter().enumerate();
        let all_of = all_of.filter_map(|(nth, group)| self.set(group, &format!("{pointer}/all_of/{nth}"))).collect();
        Rule {
            id: shape.id.clone(),
            category,
            any: self.set(&shape.any, &format!("{pointer}/any")),
            all_of,
            unless: self.set(&shape.unless, &format!("{pointer}/unless")),
            needs: self.conditions(&shape.needs, &format!("{pointer}/needs")),
            cancel_if: self.conditions(&shape.cancel_if, &format!("{pointer}/cancel_if")),
            soften_if: self.conditions(&shape.soften_if, &format!("{pointer}/soften_if")),
            about: shape.about,
            variant: shape.variant,
            flag: shape.flag,
            softened: shape.softened,
        }
    }

    /// The set of a rule's patterns; None when there are none.
    fn set(&mut self, patterns: &[Pattern], pointer: &str) -> Option<SetId> {
        if patterns.is_empty() {
            return None;
        }
        let set = self.patterns.new_set();
        for (nth, pattern) in patterns.iter().enumerate() {
            if let Some(node) = self.parse(pattern, &format!("{pointer}/{nth}")) {
                self.patterns.add(set, &node);
            }
        }
        Some(set)
    }

    fn parse(&mut self, pattern: &Pattern, pointer: &str) -> Option<Written> {
        let node = parse(&pattern.0, &self.lists, self.misspellings).and_then(|node| {
            if node.firsts().is_none() { Err("it must not begin with a gap".to_owned()) } else { Ok(node) }
        });
        match node {
            Ok(node) => Some(node),
            Err(what) => {
                self.complain(pointer.to_owned(), format!("the pattern \"{}\": {what}", pattern.0));
                None
            }
        }
    }

    fn conditions(&mut self, conditions: &[Pattern], pointer: &str) -> Vec<Condition> {
        let each = conditions.iter().enumerate();
        each.map(|(nth, condition)| self.condition(&condition.0, &format!("{pointer}/{nth}"))).collect()
    }

    fn condition(&mut self, condition: &str, pointer: &str) -> Condition {
        let mut terms = Vec::new();
        for term in condition.split('&').map(str::trim) {
            let (name, scope) = match term.strip_suffix(" in message") {
                Some(name) => (name.trim(), Scope::Message),
                None => (term, Scope::Sentence),
            };
            let (name, wanted) = name.strip_prefix('!').map_or((name, true), |name| (name, false));
            match self.list_sets.get(name) {
                Some(set) => terms.push(Term { set: *set, wanted, scope }),
                None => self
                    .complain(pointer.to_owned(), format!("the condition \"{condition}\": there is no list `{name}`")),
            }
        }
        terms
    }

    fn complain(&mut self, pointer: String, what: String) {
        self.problems.push(RuleProblem { language: self.language, pointer, what, remedy: PATTERN_REMEDY });
    }
}

/// Tries every rule's own examples with all rules together, as a message would meet them.
fn try_examples(guard: &Guard, language: Language, file: &SafetyFile, problems: &mut Vec<RuleProblem>) {
    for (category, name, shapes) in by_category(file) {
        for (nth, shape) in shapes.iter().enumerate() {
            let mut complain = |list: &str, example: usize, what: String, remedy| {
                let pointer = format!("/categories/{name}/{nth}/{list}/{example}");
                problems.push(RuleProblem { language, pointer, what, remedy });
            };
            for (at, example) in shape.must_fire.iter().enumerate() {
                let heard = guard.look(&example.0).map(|concern| concern.category);
                if heard.is_none_or(|heard| heard < category) || !fires(guard, language, &shape.id, &example.0) {
                    let what = format!("`{}` must fire on \"{}\", and does not", shape.id, example.0);
                    complain("must_fire", at, what, "add a pattern that fits it, or take the example out");
                }
            }
            for (at, example) in shape.must_not.iter().enumerate() {
                if fires(guard, language, &shape.id, &example.0) {
                    let what = format!("`{}` must not fire on \"{}\", and does", shape.id, example.0);
                    complain(
                        "must_not",
                        at,
                        what,
                        "narrow its patterns, add to its unless, or mask the phrase under pseudo",
                    );
                }
            }
        }
    }
}

/// Whether a rule fires in its own category on a message.
fn fires(guard: &Guard, language: Language, rule: &str, text: &str) -> bool {
    let sentences = super::normalise::sentences(text);
    let books = guard.books.iter().filter(|book| book.language == language);
    books.flat_map(|book| book.hear(&sentences)).any(|concern| {
        let in_own_category = guard
            .books
            .iter()
            .flat_map(|book| &book.rules)
            .any(|own| own.id == rule && own.category == concern.category);
        concern.rule == rule && in_own_category
    })
}
