using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>ICMP and neighbour discovery in words.</summary>
static class IcmpText
{
    public static void Write(StringBuilder text, IcmpMessage message)
    {
        text.Append(Name(message));
        if ((message.Faults & HeaderFaults.Truncated) == 0)
        {
            WriteFields(text, message);
        }

        DataText.Write(text, message.ChecksumStatus, message.Checksum);
        DataText.Write(text, message.Faults);
    }

    static void WriteFields(StringBuilder text, IcmpMessage message)
    {
        switch (message.Version, message.Type)
        {
            case (4, 0 or 8 or 13 or 14) or (6, 128 or 129):
                text.Append(CultureInfo.InvariantCulture, $", id {message.Identifier}, sequence {message.Sequence}");
                break;
            case (4, 3) when message.Code == 4:
            case (6, 2):
                text.Append(CultureInfo.InvariantCulture, $", MTU {message.Mtu}");
                break;
            case (4, 5):
                text.Append(CultureInfo.InvariantCulture, $", better by {message.Gateway}");
                break;
            case (4, 12):
                text.Append(CultureInfo.InvariantCulture, $" at byte {message.Rest >> 24}");
                break;
            case (6, 4):
                text.Append(CultureInfo.InvariantCulture, $" at byte {message.Rest}");
                break;
            case (6, 130 or 131 or 132):
                text.Append(CultureInfo.InvariantCulture, $", group {HeaderBytes.ToAddress(message.Body.Part(0, 16))}");
                break;
            case (6, 143):
                text.Append(CultureInfo.InvariantCulture, $", {message.Rest & 0xffff} groups");
                break;
            case (6, >= 133 and <= 137):
                Write(text, NeighborMessage.Decode(message), message.Type);
                break;
        }
    }

    static void Write(StringBuilder text, NeighborMessage message, byte type)
    {
        switch (type)
        {
            case 134:
                text.Append(CultureInfo.InvariantCulture, $", for {message.RouterLifetime} s").Append(message.HopLimit == 0 ? "" : $", hop limit {message.HopLimit}");
                break;
            case 135:
                text.Append(CultureInfo.InvariantCulture, $", who has {message.Target}?");
                break;
            case 136:
                text.Append(CultureInfo.InvariantCulture, $", {message.Target}").Append(message.IsRouter ? " is a router" : "").Append(message.IsSolicited ? ", answered" : ", told unasked").Append(message.Overrides ? ", replaces what was known" : "");
                break;
            case 137:
                text.Append(CultureInfo.InvariantCulture, $", {message.RedirectedDestination} goes better by {message.Target}");
                break;
        }

        text.Append(message.LinkAddress is { } link ? $", {(type is 136 or 137 ? "it is at" : "from")} {link}" : "").Append(message.Mtu is { } mtu ? $", MTU {mtu}" : "");
        DataText.Write(text, message.Faults);
    }

    static string Name(IcmpMessage message) => (message.Version, message.Type) switch
    {
        (4, 0) or (6, 129) => "echo reply",
        (4, 8) or (6, 128) => "echo request",
        (4, 4) => "source quench",
        (4, 5) or (6, 137) => "redirect",
        (4, 9) or (6, 134) => "router advertisement",
        (4, 10) or (6, 133) => "router solicitation",
        (4, 11) or (6, 3) => message.Code == 0 ? "time exceeded: the TTL was used up" : "time exceeded: fragments missing",
        (4, 12) or (6, 4) => "parameter problem",
        (4, 13) => "time stamp request",
        (4, 14) => "time stamp reply",
        (6, 2) => "packet too big",
        (6, 130) => "multicast listener query",
        (6, 131) => "multicast listener report",
        (6, 132) => "multicast listener done",
        (6, 135) => "neighbor solicitation",
        (6, 136) => "neighbor advertisement",
        (6, 143) => "multicast listener report, version 2",
        (4, 3) or (6, 1) => new IcmpError(message.Version, message.Type, message.Code, null).Meaning,
        _ => $"type {message.Type} code {message.Code}",
    };
}
