using System.Text;

namespace Patchbay.Observation;

/// <summary>Writes ends of sockets as addresses.</summary>
static class SocketText
{
    /// <summary>Brackets, an address, a percent sign, an interface's name of 15, a colon and a port.</summary>
    public const int MostEndBytes = HostAddressText.MostBytes + 32;

    /// <summary>Returns the length.</summary>
    public static int Write(SocketEnd end, string? zone, Span<byte> text)
    {
        var at = 0;
        if (end.Host.IsV6)
        {
            text[at++] = (byte)'[';
        }

        at += HostAddressText.Write(end.Host, text[at..]);
        if (zone is not null)
        {
            text[at++] = (byte)'%';
            at += Encoding.UTF8.GetBytes(zone, text[at..]);
        }

        if (end.Host.IsV6)
        {
            text[at++] = (byte)']';
        }

        return at + WritePort(end.Port, text[at..]);
    }

    /// <summary><c>:80</c>.</summary>
    public static int WritePort(ushort port, Span<byte> text)
    {
        text[0] = (byte)':';
        return Digits.Decimal(port, text, 1);
    }
}
