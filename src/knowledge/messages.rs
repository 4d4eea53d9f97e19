//! `messages.yaml`: every fixed sentence the bot says.

use schemars::JsonSchema;
use serde::Deserialize;

/// Every fixed sentence the bot says. Keys in braces such as {article} are filled in; keep them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// The last line of every medical reply whose entry has no care line of its own.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub reminder: String,
    /// The line of an entry that a clinician has reviewed. {month} and {year} are filled in.
    #[schemars(length(max = 120), regex(pattern = r"\{month\} \{year\}"))]
    pub reviewed: String,
    /// The line of an entry that nobody has reviewed yet.
    #[schemars(length(max = 120), regex(pattern = r"\S"))]
    pub not_reviewed: String,
    /// Where an article section comes from. {article} and {section} are filled in.
    #[schemars(length(max = 120), regex(pattern = r"\{article\}.*\{section\}"))]
    pub from: String,
    /// Stands before the list of sources.
    #[schemars(length(max = 60), regex(pattern = r"\S"))]
    pub sources: String,
    /// Stands where a source has no year.
    #[schemars(length(max = 30), regex(pattern = r"\S"))]
    pub undated: String,
    /// Added when a member asks about their own body: who can answer for them.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub personal: String,
    /// Added to entries about warning signs: what to do if it is happening now.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub happening_now: String,
    /// One line for each kind of certainty.
    pub certainty: CertaintyMessages,
    /// Shown when two or three entries may be meant.
    pub choose: Text,
    /// The last choice: none of the others.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub none_of_these: String,
    /// Shown when the FAQ has no answer.
    pub unknown: Text,
    /// Shown when there is nothing to read in the message.
    pub how_to_ask: Text,
    /// What is said when safety comes first.
    pub safety: SafetyMessages,
    /// Labels of buttons and menus, commands, and short answers on Discord.
    pub discord: DiscordMessages,
    /// What moderators are told, and what members are told about that.
    pub alerts: AlertMessages,
}

/// `messages.yaml` in a folder named by another language: the texts for danger and for dosing, in that language.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedMessages {
    /// To a person in crisis.
    pub crisis: Text,
    /// To a person who fears for somebody else now.
    pub crisis_someone_else: Text,
    /// When a medical emergency may be happening.
    pub emergency: Text,
    /// When both may be true: emergency number first.
    pub crisis_and_emergency: Text,
    /// Amounts, timing, mixing, stopping, starting.
    pub dosing: Text,
    /// Low, ambiguous or unclear messages.
    pub soft: Text,
    /// Last line of a dosing reply: who can answer.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub ask_pharmacist: String,
    /// Last line of a public reply once an alert has really been posted.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub told: String,
}

/// What moderators are told, and what members are told about that. Nothing of what a member wrote is in any of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertMessages {
    /// The alert. {role}, {what}, {rule}, {time} and {link} are filled in.
    #[schemars(length(max = 500), regex(pattern = r"\{role\}.*\{what\}.*\{link\}"))]
    pub post: String,
    /// Shown to moderators without a ping: something a rule flags, such as buying medicines. {rule}, {time} and {link}
    /// are filled in.
    #[schemars(length(max = 500), regex(pattern = r"\{rule\}.*\{link\}"))]
    pub flag: String,
    /// What it is about: somebody may be in a crisis.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub crisis: String,
    /// What it is about: a medical emergency may be happening.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub emergency: String,
    /// Button: this moderator looks after it.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub take: String,
    /// Button: it was nothing.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub false_alarm: String,
    /// Button: another moderator is needed.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub need_help: String,
    /// Under the alert once somebody takes it. {who} is filled in.
    #[schemars(length(max = 200), regex(pattern = r"\{who\}"))]
    pub taken: String,
    /// Under the alert once somebody calls it false. {who} is filled in.
    #[schemars(length(max = 200), regex(pattern = r"\{who\}"))]
    pub was_false: String,
    /// Posted when a moderator asks for another. {role} and {who} are filled in.
    #[schemars(length(max = 300), regex(pattern = r"\{role\}.*\{who\}"))]
    pub help_wanted: String,
    /// Posted once when nobody has taken an alert in time. {role} is filled in.
    #[schemars(length(max = 300), regex(pattern = r"\{role\}"))]
    pub repeat: String,
    /// Last line of a public reply once an alert has really been posted.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub told: String,
    /// Button under a private reply: let the moderators know.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub tell: String,
    /// What that button says first: that the person's name will be shown.
    pub tell_first: Text,
    /// Button: yes, with my name.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub tell_now: String,
    /// The post that follows. {role}, {who} and {time} are filled in.
    #[schemars(length(max = 500), regex(pattern = r"\{role\}.*\{who\}"))]
    pub tell_post: String,
    /// Said to the person once it is posted.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub tell_done: String,
    /// Said to the person when it could not be posted.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub tell_failed: String,
    /// What a moderator reads about the settings of alerts.
    pub settings: AlertSettingsMessages,
}

/// What a moderator reads about the settings of alerts. {channel} and {role} are filled in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertSettingsMessages {
    /// While alerts are off.
    pub off: Text,
    /// While they are on. {channel}, {role} and {fallback} are filled in.
    pub on: Text,
    /// Stands for {fallback} when there is none.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub no_fallback: String,
    /// Button: post a test alert.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub test: String,
    /// The test alert. {role} is filled in.
    #[schemars(length(max = 300), regex(pattern = r"\{role\}"))]
    pub test_post: String,
    /// Said once the test alert is posted.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub test_done: String,
    /// Button: no more alerts.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub switch_off: String,
    /// Refusal: a channel and a role are both needed.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub both_needed: String,
    /// Refusal: the bot cannot see or write in the channel.
    #[schemars(length(max = 300), regex(pattern = r"\{channel\}"))]
    pub cannot_write: String,
    /// Refusal: everybody can see the channel.
    #[schemars(length(max = 300), regex(pattern = r"\{channel\}"))]
    pub everyone_sees: String,
    /// Refusal: the bot cannot ping the role.
    #[schemars(length(max = 300), regex(pattern = r"\{role\}"))]
    pub cannot_ping: String,
    /// Refusal: that role is everybody.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub role_is_everyone: String,
    /// Discord gave no answer, or the settings could not be kept.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub failed: String,
}

/// Labels of buttons and menus, commands, and short answers on Discord.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscordMessages {
    /// Button: the whole answer.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub read_more: String,
    /// Button: other entries that may be meant.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub not_what_i_asked: String,
    /// Button: post the answer in the channel.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub share: String,
    /// Button: take the bot's message away.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub dismiss: String,
    /// Button: the topics.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub browse: String,
    /// Stands in a menu of entries before one is picked.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub pick: String,
    /// Stands in the menu of themes before one is picked.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub pick_theme: String,
    /// Said to somebody who presses what only the asker may press.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub only_the_asker: String,
    /// Said when the entry of a button is gone.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub entry_changed: String,
    /// Said to the sharer once an entry is posted.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub shared: String,
    /// Said when a member shares again within a minute.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub share_pause_member: String,
    /// Said when an entry was shared in the channel within ten minutes.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub share_pause_entry: String,
    /// Said when the bot may not write in the channel.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub cannot_write_here: String,
    /// Said once the public reply shows the entry that was picked.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub replaced: String,
    /// Said when a message of a bot is looked up.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub not_a_person: String,
    /// Button under replies about danger: lines and emergency numbers by country.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub lines_by_country: String,
    /// The heading of that list.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub lines_title: String,
    /// Stands after a line that nobody here has dialled within half a year.
    #[schemars(length(max = 60), regex(pattern = r"\S"))]
    pub line_not_checked: String,
    /// Stands under the list: where the current lines of every country are.
    #[schemars(length(max = 300), regex(pattern = r"findahelpline\.com"))]
    pub lines_elsewhere: String,
    /// The one completion offered for a text that speaks of danger.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub urgent_choice: String,
    /// What `/topics` says above its menu.
    pub topics: Text,
    /// What `/urgent` says: crisis lines and emergency numbers.
    pub urgent: Text,
    /// What `/privacy` says.
    pub privacy: Text,
    /// Names and descriptions of the commands.
    pub commands: CommandMessages,
}

/// Descriptions of the commands, at most 100 characters each; the name of the message menu 32.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandMessages {
    /// `/ask`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub ask: String,
    /// Its option `question`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub question: String,
    /// `/topics`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub topics: String,
    /// `/urgent`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub urgent: String,
    /// `/privacy`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub privacy: String,
    /// `/help`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub help: String,
    /// `/faq`, for moderators.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub faq: String,
    /// `/faq safety`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub faq_safety: String,
    /// Its option `channel`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub faq_safety_channel: String,
    /// Its option `role`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub faq_safety_role: String,
    /// Its option `fallback`.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub faq_safety_fallback: String,
    /// The entry of the message menu.
    #[schemars(length(max = 32), regex(pattern = r"\S"))]
    pub find_in_faq: String,
}

/// A heading and the text under it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The heading, at most 100 characters.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub title: String,
    /// The text, in short paragraphs.
    #[schemars(length(max = 1500), regex(pattern = r"\S"))]
    pub text: String,
}

/// One line for each kind of certainty.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertaintyMessages {
    /// Several good sources agree.
    #[schemars(length(max = 150), regex(pattern = r"\S"))]
    pub strong: String,
    /// Little or weak evidence.
    #[schemars(length(max = 150), regex(pattern = r"\S"))]
    pub limited: String,
    /// Experts or guidelines disagree.
    #[schemars(length(max = 150), regex(pattern = r"\S"))]
    pub contested: String,
    /// Everyday advice rather than evidence.
    #[schemars(length(max = 150), regex(pattern = r"\S"))]
    pub practical: String,
}

/// What is said when safety comes first. Texts of crisis and emergency carry the numbers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyMessages {
    /// To a person in crisis.
    pub crisis: Text,
    /// To a person who fears for somebody else now.
    pub crisis_someone_else: Text,
    /// To a person in crisis who asked not to be sent numbers.
    pub crisis_no_hotlines: Text,
    /// When a medical emergency may be happening.
    pub emergency: Text,
    /// When both may be true: emergency number first.
    pub crisis_and_emergency: Text,
    /// Amounts, timing, mixing, stopping, starting.
    pub dosing: Text,
    /// "Do I have it", "is this it".
    pub diagnosis: Text,
    /// Low, ambiguous or unclear messages.
    pub soft: Text,
    /// Somebody who survived, and is safe now.
    pub soft_survivor: Text,
    /// Somebody who lost a person to suicide.
    pub soft_bereaved: Text,
    /// Worried about somebody, not now.
    pub soft_someone_else: Text,
    /// Questions about suicide or about the nickname of CRPS.
    pub soft_fact: Text,
    /// Somebody was told to harm themselves.
    pub soft_harassment: Text,
    /// The one text when the safety rules cannot run.
    pub minimal: Text,
    /// Last line of a dosing reply: who can answer.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub ask_pharmacist: String,
    /// Last line of a diagnosis reply: who can answer.
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub ask_clinician: String,
    /// Ids of the entries that a dosing or diagnosis reply may offer, and the words that lead to each; the first is
    /// offered when no other fits.
    #[serde(default)]
    pub offer_for_diagnosis: Option<String>,
    /// The entry offered under a dosing reply when the question fits none better.
    #[serde(default)]
    pub offer_for_dosing: Option<String>,
}
