namespace Patchbay.Observation;

/// <summary>One end of a TCP, UDP or raw socket. Of a raw socket, the port is the protocol number.</summary>
/// <param name="Host">The address.</param>
/// <param name="Port">0 when there is none.</param>
public readonly record struct SocketEnd(HostAddress Host, ushort Port)
{
    /// <summary>The address is not given: any.</summary>
    public bool IsAny => Host.IsUnspecified;

    /// <summary>As in addresses: <c>127.0.0.1:80</c>, <c>[::1]:80</c>, and <c>*</c> for what is not given.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[SocketText.MostEndBytes];
        return System.Text.Encoding.UTF8.GetString(text[..SocketText.Write(this, null, text)]);
    }
}
