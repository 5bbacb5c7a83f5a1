using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Patchbay.Services.Rpc;

/// <summary>
/// The header block before a message: fields as in HTTP, of which <c>Content-Length</c> must be there and <c>Content-Type</c> may name a charset, which is UTF-8
/// (Language Server Protocol 3.17, base protocol). Other fields are skipped. Pure.
/// </summary>
/// <param name="limits">The bounds.</param>
struct RpcHeaderBlock(RpcLimits limits)
{
    int _bytes;

    /// <summary>No line was taken yet.</summary>
    public readonly bool IsAtStart => _bytes == 0;

    /// <summary>Bytes of the message; -1 until it was told.</summary>
    public int Length { get; private set; } = -1;

    /// <summary>Takes one line.</summary>
    /// <param name="line">With its newline.</param>
    /// <param name="isWhole">The line was the empty one that ends the block.</param>
    /// <returns>Why the block cannot be used, or null.</returns>
    public string? Take(ReadOnlySpan<byte> line, out bool isWhole)
    {
        isWhole = false;
        _bytes += line.Length;
        if (_bytes > limits.MaxHeaderBytes)
        {
            return TooLong;
        }

        line = line[..^1];
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        if (line.IsEmpty)
        {
            isWhole = true;
            return Length < 0 ? "a header block without Content-Length" : null;
        }

        var colon = line.IndexOf((byte)':');
        if (colon < 1)
        {
            return "a header line without a name";
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        return Ascii.EqualsIgnoreCase(name, "Content-Length") ? SetLength(value)
            : Ascii.EqualsIgnoreCase(name, "Content-Type") ? CheckCharset(value)
            : null;
    }

    /// <summary>Why a line that is not whole yet cannot be waited for, or null.</summary>
    /// <param name="bytes">How much of it is there.</param>
    public readonly string? CheckPartial(int bytes) => _bytes + bytes > limits.MaxHeaderBytes ? TooLong : null;

    readonly string TooLong => $"a header block of more than {limits.MaxHeaderBytes} bytes";

    string? SetLength(ReadOnlySpan<byte> value)
    {
        // Digits only: the parser would take a sign.
        if (value.IsEmpty || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return "a Content-Length that is no number";
        }

        if (!Utf8Parser.TryParse(value, out int length, out _) || length > limits.MaxMessageBytes)
        {
            return $"a message of more than {limits.MaxMessageBytes} bytes";
        }

        if (Length >= 0 && Length != length)
        {
            return "two values of Content-Length";
        }

        Length = length;
        return null;
    }

    static string? CheckCharset(ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
        {
            return "a Content-Type that is no text";
        }

        const string Parameter = "charset=";
        var text = Encoding.UTF8.GetString(value);
        var at = text.IndexOf(Parameter, StringComparison.OrdinalIgnoreCase);
        // utf8 without the hyphen is what early language clients sent.
        return at < 0 || text[(at + Parameter.Length)..].Split(';')[0].Trim().Trim('"').ToLowerInvariant() is "utf-8" or "utf8" ? null : "a charset that is not utf-8";
    }
}
