using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>IP headers in words.</summary>
static class NetworkText
{
    const int MostExtensions = 8;

    static readonly string[] Congestion = ["", ", ECN capable (1)", ", ECN capable", ", congestion experienced"];

    public static void Write(StringBuilder text, Ipv4Header header)
    {
        text.Append(CultureInfo.InvariantCulture, $"{header.Source} to {header.Destination}, {IpProtocols.NameOf(header.Protocol)}, TTL {header.TimeToLive}");
        WriteClass(text, header.DifferentiatedServices, header.CongestionNotification);
        text.Append(CultureInfo.InvariantCulture, $", id {header.Identification}");
        text.Append(header.DontFragment ? ", don't fragment" : "").Append(header.ReservedFlag ? ", reserved flag" : "");
        WriteFragment(text, header.IsFragment, header.FragmentOffset, header.MoreFragments);
        foreach (var option in header.Options)
        {
            text.Append(", ").Append(option.Kind switch
            {
                1 => "filler",
                7 => "record route",
                68 => "time stamp",
                130 => "security",
                131 => "loose source route",
                137 => "strict source route",
                148 => "router alert",
                var kind => $"option {kind}",
            });
        }

        text.Append(", ").Append(DataText.Bytes(header.TotalLength));
        DataText.Write(text, header.ChecksumStatus, header.Checksum);
        DataText.Write(text, header.Faults);
    }

    public static void Write(StringBuilder text, Ipv6Header header, Ipv6Extensions extensions)
    {
        text.Append(CultureInfo.InvariantCulture, $"{header.Source} to {header.Destination}, {IpProtocols.NameOf(extensions.Protocol)}, hop limit {header.HopLimit}");
        WriteClass(text, header.TrafficClass >> 2, header.TrafficClass & 3);
        text.Append(header.FlowLabel == 0 ? "" : $", flow 0x{header.FlowLabel:x5}");
        var told = 0;
        foreach (var extension in extensions)
        {
            if (told++ == MostExtensions)
            {
                text.Append(CultureInfo.InvariantCulture, $", {extensions.Count - MostExtensions} more headers");
                break;
            }

            Write(text, extension);
        }

        text.Append(", ").Append(DataText.Bytes(Ipv6Header.Size + header.PayloadLength));
        DataText.Write(text, header.Faults | extensions.Faults);
    }

    static void Write(StringBuilder text, Ipv6Extension extension)
    {
        switch (extension.Kind)
        {
            case IpProtocols.Fragment when extension.MoreFragments || extension.FragmentOffset != 0:
                text.Append(CultureInfo.InvariantCulture, $", id {extension.Identification}");
                WriteFragment(text, true, extension.FragmentOffset, extension.MoreFragments);
                break;
            case IpProtocols.Routing:
                text.Append(CultureInfo.InvariantCulture, $", routing type {extension.RoutingType} with {extension.SegmentsLeft} segments left");
                break;
            default:
                text.Append(", ").Append(extension.Kind switch
                {
                    IpProtocols.HopByHop => extension.Options.TryFind(5, out _) ? "router alert" : "hop-by-hop options",
                    IpProtocols.Fragment => "fragment header of a whole packet",
                    IpProtocols.Authentication => "authentication header",
                    _ => "destination options",
                });
                break;
        }
    }

    static void WriteClass(StringBuilder text, int services, int congestion) =>
        text.Append(services == 0 ? "" : $", class {services}").Append(Congestion[congestion]);

    static void WriteFragment(StringBuilder text, bool isFragment, int offset, bool more)
    {
        if (isFragment)
        {
            text.Append(CultureInfo.InvariantCulture, $", {(more ? "fragment" : "last fragment")} from byte {offset}");
        }
    }
}
