using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>IGMP in words.</summary>
static class IgmpText
{
    public static void Write(StringBuilder text, IgmpMessage message)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Name(message)}");
        text.Append(message.Group.Equals(System.Net.IPAddress.Any) ? "" : $", group {message.Group}");
        text.Append(message.RecordCount > 1 ? $" and {message.RecordCount - 1} more" : "");
        DataText.Write(text, message.ChecksumStatus, message.Checksum);
        DataText.Write(text, message.Faults);
    }

    static string Name(IgmpMessage message) => (message.Type, message.RecordType) switch
    {
        (0x11, _) => message.Group.Equals(System.Net.IPAddress.Any) ? "who is in any group?" : "who is in the group?",
        (0x12, _) => "joins (version 1)",
        (0x16, _) => "joins (version 2)",
        (0x17, _) => "leaves (version 2)",
        (0x22, 4) => "joins (version 3)",
        (0x22, 3) => "leaves (version 3)",
        (0x22, _) => "report (version 3)",
        _ => $"type 0x{message.Type:x2}",
    };
}
