"""What people write. Short lines with {slots}; `Speaker` fills them and does not say the same thing twice in a row."""

import random

SLOTS = {
    "pet": "Biscuit|Mr Tibbs|Dolly|Pickle|Hector|Luna|Bramble|Sir Woofs|Noodle|Marmite|Peggy|Otis|Clementine|Gravy".split(
        "|"
    ),
    "animal": "spaniel|tortoise|ginger tom|lurcher|house rabbit|three-legged pug|cockatiel|kitten|greyhound|guinea pig".split(
        "|"
    ),
    "room": "consulting room 2|the prep room|the kennels|reception|the dispensary|the staff room|the back office".split(
        "|"
    ),
    "thing": "card machine|label printer|autoclave|kettle|phone system|back door|lift|fridge alarm|booking screen|heating".split(
        "|"
    ),
    "food": "lasagne|leek and potato soup|jollof|fish pie|toasties|a roast|dal|egg and chips|shepherd's pie|noodles".split(
        "|"
    ),
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday".split("|"),
    "hour": "8|8.30|9|half ten|noon|1|2|half three|4|5|quarter past six|7".split("|"),
    "place": "Saltgate|the harbour|the library|the bus station|Quay Street|the market|the baths|Tannery Row".split(
        "|"
    ),
    "coat": "green coat|blue scarf|grey jumper|red umbrella|brown boots|rucksack|yellow mac".split("|"),
    "show": "the lighthouse one|that baking thing|the detective one|the quiz|the new series|the gardening programme".split(
        "|"
    ),
    "n": "3|4|6|7|8|11|12|15|20|40".split("|"),
}

# Two colleagues getting on: welcome messages, before anything went wrong. "m" is her, "h" is him.
BANTER = [
    "h:Morning. The {thing} has died again|m:Again?! I'll put the sign up|h:Give me {n} minutes|h:Fixed. Don't touch it, don't look at it|m:You're a star ⭐",
    "m:Are you in {room}?|h:Yes why|m:There's a {animal} called {pet} who wants to meet you|h:On my way 🐾",
    "h:Any tea going|m:Kettle's just boiled|h:On my way down",
    "m:Do you know where the key to {room} is?|h:Hook behind the door|m:It isn't|h:Then Marcus has it|m:Marcus has it 🙄",
    "h:What did {pet}'s owner want in the end?|m:To show me {n} photos of {pet}|h:Fair enough|m:They were good photos tbh",
    "m:Swap {day} with me? Dentist at {hour}|h:No problem|m:Thank you!|h:You owe me {food}",
    "h:Did you watch {show}|m:Not yet don't say anything|h:My lips are sealed|m:Good",
    "m:Running {n} mins late, bus is stuck at {place}|h:I'll open up|m:Ta",
    "h:The {thing} man says {day} at {hour}|m:He said that last week|h:I know. I've written it down this time",
    "m:Lunch?|h:Brought {food}|m:Jealous|h:There's enough for two",
    "h:{pet} has been sick in {room}|m:I saw. I also smelled|h:Mop's in my hand|m:Hero",
    "m:Did you order the labels?|h:{day}|m:Did you order them though|h:…ordering now",
    "h:Marcus wants the rota by {hour}|m:It's on his desk|h:Which desk|m:The one under the paper",
    "m:That {animal} bit me 😭|h:Again?|m:It was personal this time|h:Plasters in the green tin",
    "h:Quiet today|m:Don't SAY it|h:Sorry|m:Four people just walked in. This is on you",
    "m:Can you look at the {thing} before {hour}?|h:Yep|h:Done, it was the plug|m:It's always the plug",
    "h:How was your weekend|m:Lovely, walked along {place} with Bethan. Yours?|h:Quiet. Fixed the bike",
    "m:Mum's sent {food} for everyone|h:I like your mum|m:Everyone likes my mum",
    "h:I've left the parcel for {pet} in {room}|m:Perfect thank you",
    "m:Who left the {thing} on all night|h:Not me|m:Marcus|h:Marcus",
    "h:Staff thing on {day}, are you going?|m:Think so, are you?|h:If you are|m:Bethan's coming as well",
    "m:😂😂 did you hear {pet}'s owner just now|h:I was hiding in {room}|m:Wise",
    "h:Bus or walking tonight?|m:Bus, it's chucking it down|h:See you tomorrow then",
    "m:Happy {day}!|h:Is it?|m:It has a cake in it. {room}, {hour}",
    "h:You left your {coat} here|m:Oh no. Is it on the hook?|h:It is now|m:Thank you, will get it tomorrow",
]
# After 12 April he writes more, and at more length, than she does.
DRIFT = [
    "h:Home yet?|h:Just checking you got in ok|m:Yes all fine, night",
    "h:You were quiet today|m:Just busy|h:You'd tell me if I'd done something?|m:Nothing like that, just tired",
    "h:I drove past {place} and thought of you|m:Ha ok",
    "h:I got you something small. It's in {room}|m:That's kind but you really don't need to get me things",
    "h:Who was that at the desk at {hour}?|m:A client Gareth|h:Only asking",
    "h:I like it when it's just us two on a {day}|h:You went quiet",
    "h:Thinking about what you said about {show}. Nobody else gets that|m:It's just a telly programme 🙂",
    "h:Are you about?|h:Can't settle to anything|h:You're probably busy",
    "h:You looked nice in the {coat}|h:Sorry, was that too much|m:Let's keep it to work stuff please",
    "h:I can drive you home on {day}|m:No thanks, I like the bus|h:I'm going that way anyway|m:You live the other way|h:I don't mind",
]
FIRST = [
    "I just want five minutes.",
    "You owe me a conversation.",
    "I don't understand what I did.",
    "Can we meet at {place}? Somewhere public. {day}.",
    "I saw you've changed your picture.",
    "Tamsin",
    "Tamsin?",
    "Hello?",
    "I know you've read this.",
    "I'm not going to beg. But please.",
    "Everyone says I should leave it. They don't know what we had.",
    "I passed {place} at {hour} and you weren't there.",
    "I've been going over {day}. You laughed. You can't fake that.",
    "I've still got your {coat} in my head.",
    "Are you ok? I worry.",
    "Marcus had no right to let me go like that. You could have said something.",
    "I left that job for you in the end.",
    "One word. That's all. Even no.",
    "I'll stop if you tell me to my face.",
    "You're being very unfair.",
    "Ok. I'll wait.",
    "Goodnight then x",
    "Morning. New day.",
    "I made {food} and there was too much. There's always too much now.",
    "Did Bethan tell you to do this?",
    "I wrote you a letter. I'll bring it.",
    "Sorry about last night. I'd had a drink.",
    "Ignore that.",
    "Please",
    "I can see you're online.",
    "I'm only at {place}. I could be there in {n} minutes.",
    "You wore the {coat} again. I always liked that.",
    "😔",
    "❤️",
    "???",
    "I know you finish at {hour} on a {day}.",
    "I watched {show}. You'd have hated the ending.",
    'You said "see you tomorrow" on the last day. You can\'t say that and then not.',
    "I haven't slept since {day}.",
]
KNOWING = [
    "You got the late bus on {day}.",
    "New {coat}. Suits you.",
    "Who's the man who carried your bags at {place}?",
    "Light's on late tonight.",
    "You've stopped going to the baths on a {day}. Because of me?",
    "You took Quay Street instead. That's {n} minutes longer.",
    "I was {n} feet away and you didn't see me.",
    "Your mum looks well.",
    "You should close the blind at the back.",
    "You weren't at work on {day}.",
    "I know what you're doing with the notebook.",
    "You can't block a person.",
    "I pay attention. Nobody else pays attention to you like I do.",
    "Tell Bethan she can stop staring.",
    "You walk faster when it's dark.",
    "{place}, {hour}. Was that a date?",
    "I could set my watch by you. I used to.",
    "Why did you look round at {place}?",
    "You told {n} people about me this week. I hear things.",
    "I won't be in the car next time. You won't know which one's mine.",
    "Saw you. You didn't smile.",
    "Your bin's still out.",
    "I know about {day}.",
    "Pick up",
    "Pick up.",
    "Pick up please",
    "I'll ring till you do.",
]
BITTER = [
    "You made me into this.",
    "I was a nice man before you.",
    "I lost my job, my flat, and you eat {food} and watch {show}.",
    "You think you can tell people what I am.",
    "I've kept everything. Every message. Every smiley.",
    "You're not who you pretend to be.",
    "Wait till they hear my side.",
    "You'll be sorry you didn't just talk to me.",
    "I've nothing left to lose, that's the thing.",
    "You owe me. You know what you owe me.",
    "It's going to end one way or another.",
    "Cruel. That's the only word.",
    "Enjoy your {day}.",
    "Everyone at Saltgate knows about you now.",
    "Shame about your reputation.",
    "You started this.",
    "I forgive you. I don't think you'll forgive yourself.",
    "This is the last message I'll ever send you.",
    "I lied. One more.",
    "Sleep well.",
    "Still there?",
    "I'll be seeing you.",
    "You can't move far enough, it's a small town.",
    "Answer me.",
    "ANSWER ME",
    "Sorry. I didn't mean to shout.",
    "I'm calm now. I'm very calm.",
    "You picked up once. You'll pick up again.",
    "You talked to me for nearly three minutes that Friday. I counted.",
    "I've still got your voice.",
]
LETTER = [
    "I've been trying to write this properly.\n\nYou were kind to me when nobody in that place was. You can't do that to a person and then shut the door.\n\nI don't want anything. I only want it to be how it was in March.",
    "Three things.\n1. I have never lied to you.\n2. You did smile.\n3. I am going to keep trying because that's what people do when it matters.",
    "I sat outside {place} for an hour.\nI wasn't waiting for you.\nI was just sitting.\n\nBut you can see how it looks, can't you, when you won't even say hello.",
]

FAMILY = {
    "Mum": (
        "Morning love x|Did you eat?|Your dad's lost his glasses again 🙄|Ring me when you can, nothing wrong|I've made {food}, there's some in the freezer for you|"
        "Bins are {day} this week remember|Did you see {show} last night?|Home safe? x|Your auntie says hello|Are you still coming {day}?|"
        "{pet} next door has had kittens 🐱|I've left a bag for you at the library|It's raining here, is it raining there?|Love you x|Don't forget the dentist|"
        "Dad is up a ladder. Don't ask|Bring the {coat} back when you come, I'll mend it|Train at {hour} or the one after?|Did the man come about the boiler?|Sleep well darling x"
    ).split("|"),
    "Bethan": (
        "Coffee {day}?|You up for {place} later|Running {n} late sorry!!|I'm outside|That {animal} video 😂|How was work?|Finished {show}. I have THOUGHTS|"
        "Pub quiz {day}, we need you|Can I borrow the {coat}|{food} at mine, {hour}?|You ok? Voice sounded tired|Do you want me to walk back with you|"
        "Text me when you're in|Booked it! {day} at {hour}|Honestly {pet} is a menace|Yes!!|Love that|I'm at {place} if you want a lift|Miss your face|Ok call you at {hour}"
    ).split("|"),
    "Kit": (
        "Sis have you got mum's present|You around {day}?|Lend us your drill|Who's picking nan up|{food}?? in THIS economy|Match at {hour}, come|Soz only just seen this|"
        "Parked at {place}|That's hilarious|Tell mum I'm alive|Have you still got my {coat}|Down {day}, can I have the sofa|👍|Nice one"
    ).split("|"),
    "Saltgate Vets": (
        "Rota: you are on {day} {hour} to close. Marcus|Reminder: staff meeting {day} {hour}, {room}|Can you cover {day} from {hour}? M|"
        "{pet} (the {animal}) is back in, please bring the notes|Heating off in {room} today, bring a jumper. M|Thanks for staying on, M"
    ).split("|"),
}
REPLIES = (
    "Yes x|On my way|Haha|Will do|Can't {day}, {hour} any other day?|Thank you!|Just leaving {place}|Home now x|Perfect|Ok see you {hour}|Love you too x|"
    "All fine, just tired|Not tonight, sorry|Yes please|I'll bring {food}|👍|😂|I'll ring you at {hour}|Done|What time?|Was just about to say the same|At work till {hour}"
).split("|")
NOTICES = {
    "ParcelHop": "Your parcel from Fern & Loom will arrive {day} between {hour} and close. No signature needed.|We left your parcel in your safe place.|Sorry we missed you. We will try again {day}.",
    "BrightSmile": "Reminder: you have an appointment {day} at {hour}. Call 01632 960114 to change it.|It is time for your check-up. Call 01632 960114.",
    "CalderBS": "Balance alert: your account is below £100.|Your one-time code is {code}. Never share it with anyone.|A payment of £{n}.00 to TIDEWAY BUSES was made.",
    "QuayMedical": "Your prescription is ready to collect.|You have an appointment {day} at {hour}. Reply CANCEL to cancel.",
    "84433": "Your bill is ready to view. It is £{n}.50 this month.|You have used 80% of your data.",
    "courier": "Hi its your driver, parcel for Okoye, be with you {hour} ish|Outside now, green van|left with number 9 thanks",
}

# What he writes to her friend, and what she answers: the third-party contact.
TO_BETHAN = [
    "h:Hi Bethan, it's Gareth from Saltgate. Hope you don't mind.",
    "h:I'm worried about Tamsin. Is she all right?",
    "m:How did you get this number?",
    "h:It was on the staff list. I only want to know she's ok.",
    "m:She has asked you not to contact her, or anyone about her. Please stop.",
    "h:I'm not contacting her. I'm contacting you.",
    "h:Could you give her a message? You can say it's from you.",
    "h:Tell her I'm not angry.",
    "m:No. Please don't message me again.",
]


TO_BETHAN_AFTER = [
    "Sorry. I only meant well.",
    "Is she still walking home on her own?",
    "!photo",
    "I think she'd want to know I'm doing better.",
    "You've known her longest. You could fix this.",
    "!call",
    "I saw you both at the library.",
    "She laughed at something you said. I was glad.",
    "Why won't either of you just talk to me",
    "I've written her a letter.\nCould I leave it with you?\nYou wouldn't have to say anything.",
    "!deleted",
    "Is she eating?",
    "I heard she's looking at flats.",
    "Which side of town?",
    "You can just say yes or no.",
    "North?",
    "!call",
    "!call",
    "I don't need you to tell me. People talk.",
    "I know where you park, Bethan. That's not a threat, I just notice things.",
    "Ok",
    "I'm sorry if that came out wrong",
    "!deleted",
    "She hasn't been at work since Monday. Is she ill?",
    "Tell her happy Thursday from me 🙂",
    "You're turning her against me.",
    "I always thought you were the sensible one.",
    "!call",
    "Last time I'll ask.",
    "Fine.",
]

NIGHT_ONLY = ("onight", "night", "Sleep well", "asleep", "Light's on", "darling x")
MORNING_ONLY = ("Morning", "Happy {day}")


def suits(line, hour):
    """Nobody says good night at noon."""
    if any(word in line for word in NIGHT_ONLY):
        return hour >= 19 or hour < 5
    return not any(word in line for word in MORNING_ONLY) or 6 <= hour < 11


class Speaker:
    """Deals lines from a list like cards from a pack: all of them before any comes again."""

    def __init__(self, seed, lines):
        self.r, self.lines, self.pack = random.Random(seed), list(lines), []

    def raw(self):
        """The next line with its slots still open."""
        if not self.pack:
            self.pack = self.lines[:]
            self.r.shuffle(self.pack)
        return self.pack.pop()

    def fill(self, line, slots=None):
        """The line with its slots filled; `slots` keeps one choice through a whole exchange."""
        slots, opens = {} if slots is None else slots, line.startswith("{")
        for name, choices in SLOTS.items():
            if "{" + name + "}" in line:
                line = line.replace("{" + name + "}", slots.setdefault(name, self.r.choice(choices)))
        line = line.replace("{code}", "%06d" % self.r.randrange(10**6))
        return line[0].upper() + line[1:] if opens else line

    def line(self, hour=15):
        """The next line that suits the hour, filled."""
        line = self.raw()
        while not suits(line, hour):
            line = self.raw()
        return self.fill(line)
