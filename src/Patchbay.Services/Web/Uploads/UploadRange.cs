using System.Globalization;

namespace Patchbay.Services.Web;

/// <summary>What a partial upload carries: the field Content-Range of a PUT (RFC 9110 sections 14.4 and 14.5).</summary>
/// <param name="Start">Where its first byte belongs, from 0.</param>
/// <param name="Length">How many bytes; at least 1.</param>
/// <param name="Total">The length of the whole file.</param>
readonly record struct UploadRange(long Start, long Length, long Total)
{
    /// <summary>It ends where the file ends.</summary>
    public bool IsLast => Start + Length == Total;

    /// <summary>Reads <c>bytes FIRST-LAST/TOTAL</c>, all three given; null when the text is something else.</summary>
    public static UploadRange? Parse(string header)
    {
        var (slash, dash) = (header.IndexOf('/', StringComparison.Ordinal), header.IndexOf('-', StringComparison.Ordinal));
        const string unit = "bytes ";
        if (!header.StartsWith(unit, StringComparison.OrdinalIgnoreCase) || dash < unit.Length || slash < dash
            || !TryRead(header.AsSpan(unit.Length, dash - unit.Length), out var first)
            || !TryRead(header.AsSpan(dash + 1, slash - dash - 1), out var last)
            || !TryRead(header.AsSpan(slash + 1), out var total)
            || last < first || last >= total)
        {
            return null;
        }

        return new UploadRange(first, last - first + 1, total);
    }

    static bool TryRead(ReadOnlySpan<char> text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
