//! Commands, completions, buttons and menus. Each is answered once, within the three seconds Discord gives.

use serenity::all::{
    AutocompleteChoice, ChannelId, CommandInteraction, CommandType, ComponentInteraction, ComponentInteractionDataKind,
    CreateAutocompleteResponse, CreateInteractionResponse, CreateInteractionResponseMessage, Interaction, Message,
    MessageFlags, MessageId, Permissions, ResolvedTarget, UserId,
};

use super::commands;
use super::custom_id::{Key, NONE_OF_THESE, Press};
use super::memory::TooSoon;
use super::outbound::{self, MOST_OPTIONS, Page, Seen, clip};
use super::room::{Room, log, page_of};
use crate::bot::{Bot, Outcome};
use crate::decision::Decision;
use crate::files::today;
use crate::knowledge::messages::Text;
use crate::message;
use crate::reply::{Choice, compose, helplines, read_more};
use crate::safety::{Category, Concern, Whom};

/// Longest completion, in characters.
const LONGEST_COMPLETION: usize = 100;

/// Stands for the completion "get help now" when it is sent as the question.
const URGENT_VALUE: &str = "/urgent";

/// Where an answer to an interaction goes.
pub(super) struct Door {
    id: u64,
    token: String,
}

impl Room {
    pub(super) async fn interact(&self, interaction: Interaction) {
        let bot = self.live.bot();
        match interaction {
            Interaction::Command(command) => self.command(&bot, &command).await,
            Interaction::Autocomplete(typing) => {
                let answer = CreateInteractionResponse::Autocomplete(complete(&bot, &typed(&typing)));
                self.answer(&door(&typing), &answer).await;
            }
            Interaction::Component(component) => self.component(&bot, &component).await,
            _ => {}
        }
    }

    pub(super) async fn answer(&self, door: &Door, answer: &CreateInteractionResponse) {
        let path = format!("/interactions/{}/{}/callback", door.id, door.token);
        if let Err(why) = self.rest.create(&path, answer).await {
            log("an interaction could not be answered", &why);
        }
    }

    /// The answer that was put off.
    pub(super) async fn at_last(&self, door: &Door, page: &Page) {
        let path = format!("/webhooks/{}/{}/messages/@original", self.application, door.token);
        if let Err(why) = self.rest.change(&path, &page.at_last()).await {
            log("an answer that was put off could not be given", &why);
        }
    }

    async fn afterwards(&self, door: &Door, page: &Page) {
        let path = format!("/webhooks/{}/{}", self.application, door.token);
        if let Err(why) = self.rest.create(&path, &page.afterwards()).await {
            log("the rest of an answer could not be sent", &why);
        }
    }

    async fn command(&self, bot: &Bot, command: &CommandInteraction) {
        let messages = bot.knowledge().messages();
        let words = &messages.discord;
        let may_tell = self.server_to_tell(command.guild_id).is_some();
        let page = match (command.data.kind, command.data.name.as_str()) {
            (CommandType::Message, _) => return self.look_up(bot, command).await,
            (_, commands::ASK) => return self.ask(bot, &typed(command), command).await,
            (_, commands::FAQ) => return self.alert_settings(bot, &door(command), command).await,
            (_, commands::TOPICS) => topics(bot),
            (_, commands::URGENT) => urgent(bot, may_tell),
            (_, commands::PRIVACY) => Page::titled(&words.privacy),
            (_, commands::HELP) => Page::titled(&messages.how_to_ask).with_row(outbound::browse_row(bot.knowledge())),
            // A command of an older version that Discord still shows.
            _ => Page::plain(&words.entry_changed),
        };
        self.answer(&door(command), &page.privately()).await;
    }

    /// `/ask`.
    async fn ask(&self, bot: &Bot, text: &str, command: &CommandInteraction) {
        if text == URGENT_VALUE {
            let page = urgent(bot, self.server_to_tell(command.guild_id).is_some());
            return self.answer(&door(command), &page.privately()).await;
        }
        let outcome = bot.answer(&message::Message::asked(text));
        self.reply_privately(bot, &outcome, None, command).await;
    }

    /// What the FAQ says to somebody else's message, for the one who looks it up. A message in danger gets the text for
    /// someone who worries.
    async fn look_up(&self, bot: &Bot, command: &CommandInteraction) {
        let words = &bot.knowledge().messages().discord;
        let Some(ResolvedTarget::Message(target)) = command.data.target() else {
            return self.answer(&door(command), &Page::plain(&words.entry_changed).privately()).await;
        };
        if target.author.bot || target.webhook_id.is_some() {
            return self.answer(&door(command), &Page::plain(&words.not_a_person).privately()).await;
        }
        let mut outcome = bot.answer(&message::Message::asked(&target.content));
        if target.author.id != command.user.id {
            outcome = as_told_to_another(bot, outcome, target);
        }
        self.reply_privately(bot, &outcome, Some(target.id), command).await;
    }

    /// A private reply. Nobody else is told of it; under help for danger the person may tell the moderators.
    async fn reply_privately(
        &self,
        bot: &Bot,
        outcome: &Outcome,
        about: Option<MessageId>,
        command: &CommandInteraction,
    ) {
        let seen = Seen::ByAsker { asker: command.user.id, about };
        let mut page = page_of(bot, outcome, seen).unwrap_or_default();
        if matches!(outcome.decision, Decision::Help(_)) {
            let may_tell = self.server_to_tell(command.guild_id).is_some();
            page = page.with_row(outbound::help_row(bot.knowledge(), may_tell));
        }
        self.answer(&door(command), &page.privately()).await;
        self.count(outcome);
    }

    async fn component(&self, bot: &Bot, component: &ComponentInteraction) {
        let words = &bot.knowledge().messages().discord;
        let door = Door { id: component.id.get(), token: component.token.clone() };
        let who = component.user.id;
        let only_asker = Page::plain(&words.only_the_asker).privately();
        match Press::parse(&component.data.custom_id) {
            Some(Press::More(entry)) => self.read_more(bot, &door, entry).await,
            Some(Press::Open(entry)) => self.answer(&door, &shown(bot, entry, who).privately()).await,
            Some(Press::Not { asker, .. } | Press::Pick { asker, .. }) if asker != who => {
                self.answer(&door, &only_asker).await;
            }
            Some(Press::Not { others, .. }) => {
                let page = offered(bot, &others, component, who);
                self.answer(&door, &page.privately()).await;
            }
            Some(Press::Pick { reply, .. }) => self.pick(bot, &door, component, reply).await,
            Some(Press::Share { entry, to }) => self.share(bot, &door, component, entry, to).await,
            Some(Press::Dismiss { asker }) if asker != who && !may_manage(component) => {
                self.answer(&door, &only_asker).await;
            }
            Some(Press::Dismiss { .. }) => {
                self.answer(&door, &CreateInteractionResponse::Acknowledge).await;
                if let Err(why) = self.delete(component.channel_id, component.message.id).await {
                    log("a reply could not be dismissed", &why);
                }
            }
            Some(Press::Lines) => {
                let pages = Page::parts(&helplines(bot.knowledge(), today()));
                self.show_all(&door, &pages).await;
            }
            Some(Press::Tell) => {
                let page = Page::titled(&bot.knowledge().messages().alerts.tell_first);
                self.answer(&door, &page.with_row(outbound::tell_row(bot.knowledge())).privately()).await;
            }
            Some(Press::TellNow) => self.tell_moderators(bot, &door, component.guild_id, who).await,
            Some(Press::Alert(press)) => self.press_alert(bot, &door, component, press).await,
            Some(Press::TestAlert | Press::AlertsOff) if !may_manage(component) => {
                self.answer(&door, &only_asker).await;
            }
            Some(Press::TestAlert) => self.test_alert(bot, &door, component).await,
            Some(Press::AlertsOff) => self.switch_alerts_off(bot, &door, component).await,
            Some(Press::Browse) => {
                let ours = component.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
                let page = topics(bot);
                self.answer(&door, &if ours { page.in_place() } else { page.privately() }).await;
            }
            Some(Press::Theme) => {
                let page = match picked(component) {
                    Some(theme) => theme_page(bot, theme),
                    None => topics(bot),
                };
                self.answer(&door, &page.in_place()).await;
            }
            Some(Press::Topic) => {
                let entry = picked(component).and_then(Key::parse);
                let page = entry.map_or_else(|| Page::plain(&words.entry_changed), |entry| shown(bot, entry, who));
                self.answer(&door, &page.with_row(outbound::browse_row(bot.knowledge())).in_place()).await;
            }
            // A button of an older version.
            None => self.answer(&door, &Page::plain(&words.entry_changed).privately()).await,
        }
    }

    async fn read_more(&self, bot: &Bot, door: &Door, entry: Key) {
        let parts = entry.entry(bot.knowledge()).map(|entry| read_more(bot.knowledge(), entry)).unwrap_or_default();
        if parts.is_empty() {
            let changed = Page::plain(&bot.knowledge().messages().discord.entry_changed);
            return self.answer(door, &changed.privately()).await;
        }
        self.show_all(door, &Page::parts(&parts)).await;
    }

    /// Shows pages one after another to whoever pressed.
    async fn show_all(&self, door: &Door, pages: &[Page]) {
        let Some((first, rest)) = pages.split_first() else { return };
        self.answer(door, &first.privately()).await;
        for page in rest {
            self.afterwards(door, page).await;
        }
    }

    /// What was picked takes the place of the menu, and of the public reply when there is one.
    async fn pick(&self, bot: &Bot, door: &Door, component: &ComponentInteraction, reply: Option<MessageId>) {
        let knowledge = bot.knowledge();
        let who = component.user.id;
        let is_private = component.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
        let entry = match picked(component) {
            Some(NONE_OF_THESE) | None => {
                let page = Page::titled(&knowledge.messages().unknown).with_row(outbound::browse_row(knowledge));
                return self.answer(door, &page.in_place()).await;
            }
            Some(value) => Key::parse(value).and_then(|key| key.entry(knowledge)),
        };
        let Some(entry) = entry else {
            let changed = Page::plain(&knowledge.messages().discord.entry_changed);
            return self.answer(door, &changed.in_place()).await;
        };
        match reply {
            Some(public) => {
                self.answer(door, &Page::plain(&knowledge.messages().discord.replaced).in_place()).await;
                let page = entry_page(bot, entry, Seen::ByAll { asker: who });
                let path = format!("/channels/{}/messages/{public}", component.channel_id);
                if let Err(why) = self.rest.change(&path, &page.edit()).await {
                    log("a reply could not be changed", &why);
                }
            }
            None if is_private => {
                let page = entry_page(bot, entry, Seen::ByAsker { asker: who, about: None });
                self.answer(door, &page.in_place()).await;
            }
            None => {
                let page = entry_page(bot, entry, Seen::ByAll { asker: who });
                self.answer(door, &page.in_place()).await;
            }
        }
    }

    /// Posts an entry as an ordinary message: an answer to the interaction would show what the member asked.
    async fn share(&self, bot: &Bot, door: &Door, component: &ComponentInteraction, key: Key, to: Option<MessageId>) {
        let words = &bot.knowledge().messages().discord;
        let (who, channel) = (component.user.id, component.channel_id);
        let Some(entry) = key.entry(bot.knowledge()) else {
            return self.answer(door, &Page::plain(&words.entry_changed).privately()).await;
        };
        if let Err(too_soon) = self.memory.share(who, channel, key) {
            let why = match too_soon {
                TooSoon::Member => &words.share_pause_member,
                TooSoon::Entry => &words.share_pause_entry,
            };
            return self.answer(door, &Page::plain(why).privately()).await;
        }
        // Posting may take longer than the three seconds an answer may.
        let later = CreateInteractionResponseMessage::new().ephemeral(true);
        self.answer(door, &CreateInteractionResponse::Defer(later)).await;
        let said = match self.post(bot, channel, entry, key, who, to).await {
            Ok(()) => &words.shared,
            Err(why) => {
                log("an entry could not be shared", &why);
                self.memory.unshare(who, channel, key);
                &words.cannot_write_here
            }
        };
        self.at_last(door, &Page::plain(said)).await;
    }

    async fn post(
        &self,
        bot: &Bot,
        channel: ChannelId,
        entry: usize,
        key: Key,
        by: UserId,
        to: Option<MessageId>,
    ) -> Result<(), super::rest::RestError> {
        let reply = entry_reply(bot, entry);
        let page = Page::plain(&reply.to_markdown()).with_row(outbound::shared_row(bot.knowledge(), key, by));
        self.rest.create(&format!("/channels/{channel}/messages"), &page.message(channel, to)).await.map(drop)
    }
}

fn door(command: &CommandInteraction) -> Door {
    Door { id: command.id.get(), token: command.token.clone() }
}

/// What stands in the option `question`, while it is typed or when it is sent.
fn typed(command: &CommandInteraction) -> String {
    let option = command.data.options.iter().find(|option| option.name == commands::QUESTION);
    match option.map(|option| &option.value) {
        Some(serenity::all::CommandDataOptionValue::String(text)) => text.clone(),
        Some(serenity::all::CommandDataOptionValue::Autocomplete { value, .. }) => value.clone(),
        _ => String::new(),
    }
}

/// Crisis lines and emergency numbers.
fn urgent(bot: &Bot, may_tell: bool) -> Page {
    let knowledge = bot.knowledge();
    Page::titled(&knowledge.messages().discord.urgent).with_row(outbound::help_row(knowledge, may_tell))
}

/// Questions that fit what has been typed so far; for a text that speaks of danger one choice, help.
fn complete(bot: &Bot, typed: &str) -> CreateAutocompleteResponse {
    let knowledge = bot.knowledge();
    if bot.guard().look(typed).is_some_and(|concern| concern.category >= Category::Emergency) {
        let name = clip(&knowledge.messages().discord.urgent_choice, LONGEST_COMPLETION);
        return CreateAutocompleteResponse::new().set_choices(vec![AutocompleteChoice::new(name, URGENT_VALUE)]);
    }
    let titles: Vec<&str> = knowledge.entries().iter().map(|entry| entry.question.as_str()).collect();
    let fitting = bot.index().complete(&titles, typed, MOST_OPTIONS);
    let choice = |number: usize| {
        let title = clip(titles[number], LONGEST_COMPLETION);
        AutocompleteChoice::new(title.clone(), title)
    };
    CreateAutocompleteResponse::new().set_choices(fitting.into_iter().map(choice).collect())
}

/// The outcome for somebody who is not the one in trouble.
fn as_told_to_another(bot: &Bot, outcome: Outcome, target: &Message) -> Outcome {
    let for_another = |concern: Concern| Concern { about: Whom::SomeoneElse, with_emergency: false, ..concern };
    let decision = match outcome.decision {
        Decision::Help(concern) => Decision::Help(for_another(concern)),
        Decision::Comfort { concern, then } => Decision::Comfort { concern: for_another(concern), then },
        decision => decision,
    };
    let passage = |entry| bot.passage_for(&target.content, entry);
    let reply = compose(bot.knowledge(), &decision, passage);
    Outcome { decision, reply, ..outcome }
}

fn topics(bot: &Bot) -> Page {
    let knowledge = bot.knowledge();
    Page::titled(&knowledge.messages().discord.topics).with_row(outbound::themes(knowledge))
}

fn theme_page(bot: &Bot, theme: &str) -> Page {
    let knowledge = bot.knowledge();
    let rows = outbound::topics(knowledge, theme);
    let page = Page::titled(&knowledge.messages().discord.topics);
    if rows.is_empty() {
        return page.with_row(outbound::themes(knowledge));
    }
    rows.into_iter().fold(page, Page::with_row).with_row(outbound::browse_row(knowledge))
}

/// An entry shown to one person.
fn shown(bot: &Bot, entry: Key, who: UserId) -> Page {
    match entry.entry(bot.knowledge()) {
        Some(entry) => entry_page(bot, entry, Seen::ByAsker { asker: who, about: None }),
        None => Page::plain(&bot.knowledge().messages().discord.entry_changed),
    }
}

fn entry_page(bot: &Bot, entry: usize, seen: Seen) -> Page {
    let knowledge = bot.knowledge();
    let related = knowledge.entries()[entry].see_also.iter().take(3);
    let others: Vec<Key> = related.map(|other| Key::of(&knowledge.entries()[*other].id)).collect();
    let decision = Decision::Answer { entry, personal: false };
    Page::reply(knowledge, &decision, &entry_reply(bot, entry), &others, seen)
}

fn entry_reply(bot: &Bot, entry: usize) -> crate::reply::Reply {
    compose(bot.knowledge(), &Decision::Answer { entry, personal: false }, |_| 0).unwrap_or_default()
}

/// The menu after "not what I asked"; a pick edits the public reply when the button stood on one.
fn offered(bot: &Bot, others: &[Key], component: &ComponentInteraction, who: UserId) -> Page {
    let knowledge = bot.knowledge();
    let numbers = others.iter().filter_map(|other| other.entry(knowledge));
    let choices: Vec<Choice> =
        numbers.map(|entry| Choice { entry, title: knowledge.entries()[entry].question.clone() }).collect();
    let is_private = component.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
    let reply = (!is_private).then_some(component.message.id);
    let text: &Text = &knowledge.messages().choose;
    Page::titled(text)
        .with_row(outbound::pick(knowledge, &choices, who, reply))
        .with_row(outbound::browse_row(knowledge))
}

fn picked(component: &ComponentInteraction) -> Option<&str> {
    match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().map(String::as_str),
        _ => None,
    }
}

fn may_manage(component: &ComponentInteraction) -> bool {
    let permissions = component.member.as_ref().and_then(|member| member.permissions);
    permissions.is_some_and(|permissions| permissions.contains(Permissions::MANAGE_MESSAGES))
}
