using System.Net;

namespace Patchbay.Probing;

/// <summary>A host that is being looked for.</summary>
sealed class DiscoveryHost(int index, IPAddress address, LinkPrefix? link)
{
    /// <summary>Its index in the plan.</summary>
    public int Index => index;

    public IPAddress Address => address;

    public AddressKey Key { get; } = AddressKey.Of(address);

    /// <summary>Where ARP is asked; null when it is asked from afar.</summary>
    public LinkPrefix? Link => link;

    /// <summary>How often it was asked.</summary>
    public int Round { get; set; }

    /// <summary>When it was asked last.</summary>
    public long SentAt { get; set; }

    /// <summary>When it is asked again; a deadline that differs is of an earlier round.</summary>
    public long DueAt { get; set; }

    /// <summary>It is known.</summary>
    public bool IsOver { get; set; }

    /// <summary>What spoke against it so far.</summary>
    public ProbeReason Evidence { get; set; } = ProbeReason.NoResponse;

    /// <summary>The attempt to connect that is under way; null for none.</summary>
    public TcpKnock? Knock { get; set; }

    /// <summary>Other indexes of the same address.</summary>
    public List<int> Twins { get; } = [];

    /// <summary>Who said so.</summary>
    public IPAddress? Reporter { get; set; }
}
