using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>Payload, checksums and faults in words.</summary>
static class DataText
{
    const int MostShown = 64;

    /// <summary>How many bytes, and the first of them; what is not printable ASCII is a full stop.</summary>
    public static void Write(StringBuilder text, ReadOnlySpan<byte> data)
    {
        text.Append(Bytes(data.Length)).Append(": \"");
        foreach (var value in data[..Math.Min(data.Length, MostShown)])
        {
            text.Append(value is >= (byte)' ' and <= (byte)'~' ? (char)value : '.');
        }

        text.Append(data.Length > MostShown ? "\"..." : "\"");
    }

    public static string Bytes(int count) => count == 1 ? "1 byte" : count.ToString("N0", CultureInfo.InvariantCulture) + " bytes";

    public static void Write(StringBuilder text, ChecksumStatus status, ushort checksum)
    {
        text.Append(status switch
        {
            ChecksumStatus.Good => ", checksum good",
            ChecksumStatus.Bad => $", checksum BAD (0x{checksum:x4})",
            ChecksumStatus.Absent => ", no checksum",
            ChecksumStatus.Partial => ", checksum left to the interface",
            _ => "",
        });
    }

    public static void Write(StringBuilder text, HeaderFaults faults)
    {
        foreach (var (fault, words) in Words)
        {
            if ((faults & fault) != 0)
            {
                text.Append(", ").Append(words);
            }
        }
    }

    static readonly (HeaderFaults, string)[] Words =
    [
        (HeaderFaults.Truncated, "CUT: the header is not whole"),
        (HeaderFaults.BadVersion, "BAD version"),
        (HeaderFaults.BadHeaderLength, "BAD header length"),
        (HeaderFaults.BadLength, "BAD length"),
        (HeaderFaults.PayloadCut, "cut: not all of it is here"),
        (HeaderFaults.BadOption, "BAD option"),
    ];
}
