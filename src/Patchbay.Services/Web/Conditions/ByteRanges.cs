using System.Globalization;

namespace Patchbay.Services.Web;

/// <summary>Reads Range (RFC 9110 section 14.2).</summary>
static class ByteRanges
{
    /// <summary>More parts than this are an attack or a mistake: the whole file is the answer.</summary>
    public const int Most = 100;

    const string Unit = "bytes=";

    /// <summary>Which parts of a file are asked for.</summary>
    /// <param name="header">The field.</param>
    /// <param name="length">The file's length in bytes.</param>
    /// <returns>
    /// Null: the field is not understood, asks for too many parts, or for more bytes than there are; then it is as if it was not there. Empty: no part
    /// is in the file (416). Else the parts, each inside the file, in the order asked for.
    /// </returns>
    public static IReadOnlyList<ByteRange>? Select(string header, long length)
    {
        if (!header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var ranges = new List<ByteRange>();
        var (specs, total) = (0, 0L);
        foreach (var part in header.AsSpan(Unit.Length).Split(','))
        {
            var spec = header.AsSpan(Unit.Length)[part].Trim(" \t");
            if (spec.Length == 0)
            {
                // RFC 9110 section 5.6.1: a list may have empty elements.
                continue;
            }

            if (++specs > Most || !TryRead(spec, length, out var range))
            {
                return null;
            }

            if (range is { } satisfiable)
            {
                // Overlapping parts that add up to more than the file cost more than the file (RFC 9110 section 17.15).
                if (satisfiable.Length > length - total)
                {
                    return null;
                }

                ranges.Add(satisfiable);
                total += satisfiable.Length;
            }
        }

        return specs == 0 ? null : ranges;
    }

    /// <summary>Reads <c>FIRST-LAST</c>, <c>FIRST-</c> or <c>-SUFFIX</c>; false when it is none. A part outside of the file is null.</summary>
    static bool TryRead(ReadOnlySpan<char> spec, long length, out ByteRange? range)
    {
        range = null;
        var dash = spec.IndexOf('-');
        if (dash < 0)
        {
            return false;
        }

        var first = spec[..dash];
        var last = spec[(dash + 1)..];
        if (first.Length == 0)
        {
            if (!TryReadNumber(last, out var suffix))
            {
                return false;
            }

            var take = Math.Min(suffix, length);
            range = take > 0 ? new ByteRange(length - take, take) : null;
            return true;
        }

        var end = long.MaxValue;
        if (!TryReadNumber(first, out var start) || (last.Length > 0 && !TryReadNumber(last, out end)) || end < start)
        {
            return false;
        }

        range = start < length ? new ByteRange(start, Math.Min(end, length - 1) - start + 1) : null;
        return true;
    }

    /// <summary>Digits only. What is too large for a long is far behind every file's end.</summary>
    static bool TryReadNumber(ReadOnlySpan<char> text, out long value)
    {
        value = long.MaxValue;
        return text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9') && (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || IsTooLarge(out value));
    }

    static bool IsTooLarge(out long value)
    {
        value = long.MaxValue;
        return true;
    }
}
