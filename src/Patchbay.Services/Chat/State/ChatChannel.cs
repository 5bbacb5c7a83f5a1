using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>One channel. Touched by the server's state only. Invariant: it has members; the last one to leave ends it.</summary>
internal sealed class ChatChannel(string name, DateTimeOffset createdAt, ChannelHistory history)
{
    /// <summary>As its first member wrote it.</summary>
    public string Name { get; } = name;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public ChannelHistory History { get; } = history;

    public Dictionary<ChatClient, Membership> Members { get; } = [];

    public string Topic { get; set; } = "";

    public string TopicBy { get; set; } = "";

    public DateTimeOffset TopicAt { get; set; }

    /// <summary>Letters of the modes without an argument that are set: of <c>imnst</c>.</summary>
    public SortedSet<char> Flags { get; } = ['n', 't'];

    /// <summary>Mode k; null for none.</summary>
    public string? Key { get; set; }

    /// <summary>Mode l; null for none.</summary>
    public int? Limit { get; set; }

    public List<ListEntry> Bans { get; } = [];

    public List<ListEntry> Exceptions { get; } = [];

    public List<ListEntry> InviteExceptions { get; } = [];

    /// <summary>What is said is not for everybody: its history is for those of this channel's life, and not for who makes it anew.</summary>
    public bool IsPrivate => Key is not null || Flags.Contains('i') || Flags.Contains('s');

    /// <summary>The list of a mode letter; null for another letter.</summary>
    public List<ListEntry>? List(char mode) => mode switch { 'b' => Bans, 'e' => Exceptions, 'I' => InviteExceptions, _ => null };

    public Membership Of(ChatClient client) => Members.GetValueOrDefault(client);

    public bool IsMember(ChatClient client) => Members.ContainsKey(client);

    /// <summary>On the list of bans and not on that of exceptions.</summary>
    public bool IsBanned(ChatClient client) => Has(Bans, client) && !Has(Exceptions, client);

    public static bool Has(List<ListEntry> list, ChatClient client) => list.Exists(entry => Mask.Matches(entry.Mask, client.Source));

    /// <summary>Its modes as RPL_CHANNELMODEIS tells them; the key to members only.</summary>
    public string[] ModeParameters(bool tellsKey)
    {
        var modes = "+" + string.Concat(Flags) + (Key is null ? "" : "k") + (Limit is null ? "" : "l");
        var arguments = new List<string> { modes };
        if (Key is not null)
        {
            arguments.Add(tellsKey ? Key : "*");
        }

        if (Limit is { } limit)
        {
            arguments.Add(limit.ToString(CultureInfo.InvariantCulture));
        }

        return [.. arguments];
    }
}
