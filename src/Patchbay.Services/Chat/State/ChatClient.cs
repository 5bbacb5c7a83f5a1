namespace Patchbay.Services.Chat;

/// <summary>One client of the server. Touched by the server's state only.</summary>
internal sealed class ChatClient(IChatLink link, string host, bool isSecure, DateTimeOffset now)
{
    public IChatLink Link { get; } = link;

    /// <summary>Where it comes from, as others see it.</summary>
    public string Host { get; } = host;

    /// <summary>It came over TLS.</summary>
    public bool IsSecure { get; } = isSecure;

    public DateTimeOffset ConnectedAt { get; } = now;

    /// <summary>Null before NICK.</summary>
    public string? Nick { get; set; }

    /// <summary>Null before USER. With the tilde that says nobody checked it.</summary>
    public string? User { get; set; }

    public string RealName { get; set; } = "";

    /// <summary>The user who logged in, or null.</summary>
    public string? Account { get; set; }

    /// <summary>False for a user with the right to read only.</summary>
    public bool MaySpeak { get; set; } = true;

    public bool IsRegistered { get; set; }

    /// <summary>Closed: nothing is sent to it any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Its queue is full: it is closed when the event is served.</summary>
    public bool IsCondemned { get; set; }

    /// <summary>User mode i.</summary>
    public bool IsInvisible { get; set; }

    /// <summary>Null when it is here.</summary>
    public string? Away { get; set; }

    public Capabilities Capabilities { get; set; }

    /// <summary>Between CAP LS or REQ and CAP END: registration waits.</summary>
    public bool IsNegotiating { get; set; }

    /// <summary>It said CAP LS 302 or later.</summary>
    public bool KnowsCapabilityValues { get; set; }

    public SaslExchange Sasl { get; } = new();

    /// <summary>What PASS said before registration.</summary>
    public string? Pass { get; set; }

    public HashSet<ChatChannel> Channels { get; } = [];

    /// <summary>Folded names of channels it was invited to.</summary>
    public HashSet<string> Invites { get; } = [];

    /// <summary>When its last line came.</summary>
    public DateTimeOffset HeardAt { get; set; } = now;

    /// <summary>When it last said something to somebody.</summary>
    public DateTimeOffset ActiveAt { get; set; } = now;

    /// <summary>A PING is out.</summary>
    public bool IsPinged { get; set; }

    /// <summary>Marks those who have got a line already, while it goes to the members of several channels.</summary>
    public long Mark { get; set; }

    /// <summary>What replies call it.</summary>
    public string Name => Nick ?? "*";

    /// <summary>nick!user@host.</summary>
    public string Source => _source ??= $"{Name}!{User ?? "*"}@{Host}";

    string? _source;

    /// <summary>The nick or user changed.</summary>
    public void Renamed() => _source = null;

    public bool Has(Capabilities capability) => (Capabilities & capability) != 0;
}
