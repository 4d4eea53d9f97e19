//! Crisis lines and the day a person last checked each: a wrong number can cost a life.

use super::problem::{Problem, Severity};
use super::shape::{HelplinesFile, LineShape};

/// A day, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

/// A line is shown as not checked when the last check is older, in days.
const CHECK_HOLDS: i64 = 180;

/// Moderators are reminded from this age on, in days.
const REMIND_FROM: i64 = 150;

impl Day {
    /// The day in which a moment lies, given in seconds since 1970.
    #[must_use]
    pub fn of_unix(seconds: u64) -> Self {
        Self(i64::try_from(seconds / 86_400).unwrap_or(i64::MAX))
    }

    /// Reads year-month-day. Days are counted by Howard Hinnant's `days_from_civil`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(str::parse::<i64>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let of_era = shifted.rem_euclid(400);
        let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        Some(Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468))
    }

    fn days_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl LineShape {
    fn age(&self, today: Day) -> Option<i64> {
        Some(today.days_since(Day::parse(self.checked_by_person.as_deref()?)?))
    }

    /// Whether a person has checked it within 180 days.
    #[must_use]
    pub fn is_checked(&self, today: Day) -> bool {
        self.age(today).is_some_and(|age| age <= CHECK_HOLDS)
    }
}

pub(super) fn to_check(helplines: &HelplinesFile, today: Day) -> Option<Problem> {
    let lines = || helplines.iter().flat_map(|country| &country.lines);
    let due = lines().filter(|line| line.age(today).is_none_or(|age| age >= REMIND_FROM)).count();
    (due > 0).then(|| {
        let what = format!("{due} of {} crisis lines were not checked by a person within {REMIND_FROM} days", lines().count());
        let remedy = "dial or open each, and write the day under checked_by_person; until then members read \"not checked \
                      by us\" beside it";
        Problem::with_file(Severity::Warning, "helplines.yaml", &what, remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::{Day, to_check};
    use crate::knowledge::shape::{CountryShape, LineShape};

    #[test]
    fn days_are_counted_as_calendars_do() {
        let check = |text: &str, expected: i64| assert_eq!(Day::parse(text), Some(Day(expected)), "{text}");
        check("1970-01-01", 0);
        check("2000-03-01", 11_017);
        check("2024-02-29", 19_782);
        check("2026-11-26", 20_783);
        assert_eq!(Day::of_unix(20_783 * 86_400 + 5), Day(20_783));
        assert_eq!(Day::parse("soon"), None);
    }

    #[test]
    fn a_check_holds_half_a_year_and_moderators_hear_of_it_before() {
        let line = |checked: Option<&str>| LineShape {
            name: "A line".to_owned(),
            reach: "123".to_owned(),
            source: "https://example.org".to_owned(),
            checked_by_person: checked.map(str::to_owned),
        };
        let today = Day(20_783);
        for (checked, is_checked, is_due) in [
            (None, false, true),
            (Some("2026-11-20"), true, false),
            (Some("2026-06-20"), true, true),
            (Some("2026-05-01"), false, true),
        ] {
            let country = CountryShape { country: "Here".to_owned(), emergency: None, lines: vec![line(checked)] };
            assert_eq!(country.lines[0].is_checked(today), is_checked, "{checked:?}");
            assert_eq!(to_check(&vec![country], today).is_some(), is_due, "{checked:?}");
        }
    }
}
