//! The nearest texts to a text: how alike two are by their words and pairs of words. An inverted index (Zobel and Moffat
//! 2006), so that only texts that share something cost time.

use std::cell::RefCell;

/// Texts by their features.
#[derive(Debug)]
pub(crate) struct Nearest {
    /// Where the postings of a feature begin; one more at the end.
    starts: Vec<u32>,
    /// Text and weight.
    postings: Vec<(u32, f32)>,
    texts: usize,
}

/// Texts looked over at once.
const AT_ONCE: usize = 64;

impl Nearest {
    /// Indexes texts, of whatever length their vectors are. Features that more than `most` of them have are left out: they tell least and cost most.
    pub(crate) fn new<'a>(
        texts: impl Iterator<Item = &'a [(u32, f32)]> + Clone,
        feature_count: usize,
        most: usize,
    ) -> Self {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut seen_in = vec![0_usize; feature_count];
        for (feature, _) in texts.clone().flatten() {
            seen_in[*feature as usize] += 1;
        }
        let mut starts = vec![0; feature_count + 1];
        for (feature, seen) in seen_in.iter().enumerate() {
            starts[feature + 1] = starts[feature] + if *seen <= most { number(*seen) } else { 0 };
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0.0); starts[feature_count] as usize];
        let mut count = 0;
        for (text, vector) in texts.enumerate() {
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            for (feature, weight) in vector.iter().filter(|(feature, _)| seen_in[*feature as usize] <= most) {
                postings[next[*feature as usize] as usize] = (number(text), weight / length);
                next[*feature as usize] += 1;
            }
            count = text + 1;
        }
        Self { starts, postings, texts: count }
    }

    /// The `most` nearest texts with their cosines, the nearest first; of equals the first indexed.
    pub(crate) fn to(&self, vector: &[(u32, f32)], most: usize) -> Vec<(f32, u32)> {
        SCRATCH.with_borrow_mut(|alike| {
            alike.clear();
            alike.resize(self.texts, 0.0);
            for (text, share) in self.shares(vector) {
                alike[text as usize] += share;
            }
            let mut nearest: Vec<(f32, u32)> = Vec::with_capacity(most + 1);
            let mut least = 0.0;
            for (nth, some) in alike.chunks(AT_ONCE).enumerate() {
                // Most have none: told by one pass that the compiler makes wide.
                if some.iter().fold(0, |more, one| more + u32::from(*one > least)) == 0 {
                    continue;
                }
                for (text, alike) in (nth * AT_ONCE..).zip(some).filter(|(_, alike)| **alike > least) {
                    let at = nearest.partition_point(|one| one.0 >= *alike);
                    nearest.insert(at, (*alike, u32::try_from(text).unwrap_or(u32::MAX)));
                    nearest.truncate(most);
                }
                if nearest.len() == most {
                    least = nearest[most - 1].0;
                }
            }
            nearest
        })
    }

    /// The cosine of a text and every one that is indexed.
    pub(crate) fn alike(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut alike = vec![0.0; self.texts];
        for (text, share) in self.shares(vector) {
            alike[text as usize] += share;
        }
        alike
    }

    /// What each feature of a text brings to each that has it too.
    fn shares(&self, vector: &[(u32, f32)]) -> impl Iterator<Item = (u32, f32)> {
        vector.iter().flat_map(|(feature, value)| {
            let (from, to) = (self.starts[*feature as usize] as usize, self.starts[*feature as usize + 1] as usize);
            self.postings[from..to].iter().map(move |(text, weight)| (*text, value * weight))
        })
    }
}

thread_local! {
    /// A cosine for each text: taking new memory for them each time costs more than a look.
    static SCRATCH: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}
