using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>TCP and UDP in words.</summary>
static class TransportText
{
    static readonly (TcpFlags Flag, string Name)[] Flags =
    [
        (TcpFlags.Syn, "SYN"), (TcpFlags.Fin, "FIN"), (TcpFlags.Rst, "RST"), (TcpFlags.Psh, "PSH"), (TcpFlags.Urg, "URG"),
        (TcpFlags.Ece, "ECE"), (TcpFlags.Cwr, "CWR"), (TcpFlags.AccurateEcn, "AE"), (TcpFlags.Ack, "ACK"),
    ];

    public static void Write(StringBuilder text, TcpHeader header)
    {
        text.Append(CultureInfo.InvariantCulture, $"port {header.SourcePort} to {header.DestinationPort}, ");
        WriteFields(text, header);
    }

    public static void Write(StringBuilder text, UdpHeader header, bool isIpv6)
    {
        text.Append(CultureInfo.InvariantCulture, $"port {header.SourcePort} to {header.DestinationPort}, {DataText.Bytes(header.Length)}");
        DataText.Write(text, header.ChecksumStatus, header.Checksum);
        text.Append(isIpv6 && header.ChecksumStatus == ChecksumStatus.Absent ? ", which IPv6 allows to tunnels only" : "");
        DataText.Write(text, header.Faults);
    }

    /// <summary>All but the ports.</summary>
    public static void WriteFields(StringBuilder text, TcpHeader header)
    {
        var length = text.Length;
        foreach (var (flag, name) in Flags)
        {
            if ((header.Flags & flag) != 0)
            {
                text.Append(text.Length == length ? "" : " ").Append(name);
            }
        }

        text.Append(text.Length == length ? "no flags" : "").Append(CultureInfo.InvariantCulture, $", seq {header.SequenceNumber}");
        text.Append((header.Flags & TcpFlags.Ack) == 0 ? "" : $", ack {header.AcknowledgmentNumber}");
        text.Append(CultureInfo.InvariantCulture, $", window {header.Window}");
        text.Append((header.Flags & TcpFlags.Urg) == 0 ? "" : $", urgent {header.UrgentPointer}");
        foreach (var option in header.Options)
        {
            Write(text, option);
        }

        DataText.Write(text, header.ChecksumStatus, header.Checksum);
        DataText.Write(text, header.Faults);
    }

    static void Write(StringBuilder text, HeaderOption option)
    {
        const byte filler = 1;
        var data = option.Data;
        switch (option.Kind, data.Length)
        {
            case (filler, _):
                break;
            case (2, 2):
                text.Append(CultureInfo.InvariantCulture, $", MSS {data.U16(0)}");
                break;
            case (3, 1):
                text.Append(CultureInfo.InvariantCulture, $", window scale {data[0]}");
                break;
            case (4, 0):
                text.Append(", SACK permitted");
                break;
            case (5, _):
                for (var at = 0; at + 8 <= data.Length; at += 8)
                {
                    text.Append(CultureInfo.InvariantCulture, $", SACK {data.U32(at)} to {data.U32(at + 4)}");
                }

                break;
            case (8, 8):
                text.Append(CultureInfo.InvariantCulture, $", timestamps {data.U32(0)} and {data.U32(4)}");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $", option {option.Kind}");
                break;
        }
    }
}
