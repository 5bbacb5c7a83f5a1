namespace Patchbay;

/// <summary>What a person types in a chat: text, or a command that begins with a slash. Pure.</summary>
static class ChatInput
{
    /// <summary>Every command with what it does, for /help.</summary>
    public static readonly IReadOnlyList<(string Form, string What)> Commands =
    [
        ("/join #channel [key]", "join a channel and talk there"), ("/part [reason]", "leave the channel"), ("/msg WHO TEXT", "say something to one person"), ("/talk WHO", "talk to a person or channel from now on"),
        ("/me TEXT", "say what you do"), ("/nick NICK", "another name"), ("/topic [TEXT]", "show or set the topic"), ("/names", "who is here"), ("/whois NICK", "who somebody is"), ("/list", "the channels there are"),
        ("/away [TEXT]", "you are away, or back"), ("/invite NICK", "invite somebody to the channel"), ("/mode MODES", "change the channel"), ("/quit [REASON]", "leave"), ("//TEXT", "a text that begins with a slash"),
    ];

    /// <summary>Does what a line says.</summary>
    public static void Take(ChatTalk talk, string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        if (line[0] != '/' || line.StartsWith("//", StringComparison.Ordinal))
        {
            var text = line[0] == '/' ? line[1..] : line;
            if (NeedsTarget(talk))
            {
                talk.Say(text);
            }

            return;
        }

        var words = line[1..].Split(' ', 2);
        var rest = words.Length > 1 ? words[1].Trim() : "";
        Do(talk, words[0].ToLowerInvariant(), rest);
    }

    static void Do(ChatTalk talk, string command, string rest)
    {
        switch (command)
        {
            case "join" when rest.Length > 0:
                talk.Send("JOIN", rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                break;
            case "part" or "leave" when NeedsTarget(talk):
                talk.Send("PART", [talk.Target!], rest.Length > 0 ? rest : null);
                break;
            case "msg" or "query" when rest.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries) is [var who, var text]:
                talk.SayTo(who, text);
                break;
            case "talk" when rest.Length > 0 && !rest.Contains(' ', StringComparison.Ordinal):
                talk.TalkTo(rest);
                break;
            case "me" when rest.Length > 0 && NeedsTarget(talk):
                talk.Act(rest);
                break;
            case "nick" when rest.Length > 0:
                talk.Send("NICK", [rest]);
                break;
            case "topic" when NeedsTarget(talk):
                talk.Send("TOPIC", [talk.Target!], rest.Length > 0 ? rest : null);
                break;
            case "names" when NeedsTarget(talk):
                talk.Send("NAMES", [talk.Target!]);
                break;
            case "whois" when rest.Length > 0:
                talk.Send("WHOIS", [rest]);
                break;
            case "list":
                talk.Send("LIST", []);
                break;
            case "away":
                talk.Send("AWAY", [], rest.Length > 0 ? rest : null);
                talk.Tell(rest.Length > 0 ? "you are away" : "you are back");
                break;
            case "invite" when rest.Length > 0 && NeedsTarget(talk):
                talk.Send("INVITE", [rest, talk.Target!]);
                break;
            case "mode" when rest.Length > 0 && NeedsTarget(talk):
                talk.Send("MODE", [talk.Target!, .. rest.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
                break;
            case "quit" or "exit":
                talk.Leave(rest);
                break;
            case "help":
                Help(talk);
                break;
            default:
                Unknown(talk, command);
                break;
        }
    }

    static bool NeedsTarget(ChatTalk talk)
    {
        if (talk.Target is null)
        {
            talk.Tell("you are in no channel: /join #channel", ChatLineKind.Error);
        }

        return talk.Target is not null;
    }

    static void Help(ChatTalk talk)
    {
        foreach (var (form, what) in Commands)
        {
            talk.Tell($"{form,-22} {what}");
        }
    }

    static void Unknown(ChatTalk talk, string command)
    {
        var known = Commands.FirstOrDefault(entry => entry.Form.Split(' ')[0] == "/" + command);
        // One that has no target has told so already.
        if (known.Form is null)
        {
            talk.Tell($"there is no /{command}; /help tells what there is", ChatLineKind.Error);
        }
        else if (talk.Target is not null || command is "join" or "msg" or "talk" or "nick" or "whois")
        {
            talk.Tell($"it is {known.Form}", ChatLineKind.Error);
        }
    }
}
