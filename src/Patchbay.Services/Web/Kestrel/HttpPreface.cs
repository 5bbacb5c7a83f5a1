using System.Buffers;

namespace Patchbay.Services.Web;

/// <summary>Tells HTTP/2 with prior knowledge from HTTP/1 by the first bytes of a client (RFC 9113 section 3.4).</summary>
static class HttpPreface
{
    /// <summary>What a client of HTTP/2 sends first, as far as it takes to be sure: no request of HTTP/1 begins so, for PRI is reserved.</summary>
    static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0"u8;

    /// <summary>True: HTTP/2. False: not. Null: more bytes are needed.</summary>
    public static bool? IsHttp2(in ReadOnlySequence<byte> received)
    {
        var length = (int)Math.Min(received.Length, Preface.Length);
        Span<byte> first = stackalloc byte[length];
        received.Slice(0, length).CopyTo(first);
        return !Preface.StartsWith(first) ? false : length == Preface.Length ? true : null;
    }
}
