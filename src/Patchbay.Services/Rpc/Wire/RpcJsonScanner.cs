using System.Buffers;

namespace Patchbay.Services.Rpc;

/// <summary>
/// Finds where a JSON text ends (RFC 8259), piece by piece, each byte looked at once. Checks the order of brackets, keys, colons and commas, so that a broken text is
/// known where it breaks; what stands in strings, numbers and words is left to the reader. Pure.
/// </summary>
/// <param name="maxDepth">Objects and arrays inside one another, at most <see cref="RpcLimits.DeepestNesting"/>.</param>
struct RpcJsonScanner(int maxDepth)
{
    static readonly SearchValues<byte> StringEnds =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(static value => (byte)value)]);

    static readonly SearchValues<byte> ScalarBytes = SearchValues.Create("+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    // One bit a level, the innermost lowest: 1 is an object.
    ulong _objects;
    int _depth;
    Place _place;
    bool _escaped;

    enum Place : byte
    {
        Value,
        ValueOrEnd,
        Key,
        KeyOrEnd,
        Colon,
        CommaOrEnd,
        InValueString,
        InKeyString,
        InScalar,
    }

    /// <summary>Nothing of a text was seen yet.</summary>
    public readonly bool IsAtStart => _place == Place.Value && _depth == 0;

    /// <summary>Looks at more of the text.</summary>
    /// <param name="bytes">What follows the bytes of the call before.</param>
    /// <param name="used">For <see cref="RpcScan.End"/> the bytes up to the end of the text, else up to the byte that breaks it, or all.</param>
    public RpcScan Scan(ReadOnlySpan<byte> bytes, out int used)
    {
        for (used = 0; used < bytes.Length;)
        {
            switch (_place)
            {
                case Place.InValueString or Place.InKeyString:
                    if (_escaped)
                    {
                        _escaped = false;
                        used++;
                        continue;
                    }

                    var end = bytes[used..].IndexOfAny(StringEnds);
                    if (end < 0)
                    {
                        used = bytes.Length;
                        continue;
                    }

                    used += end;
                    if (bytes[used] < 0x20)
                    {
                        return RpcScan.Broken;
                    }

                    _escaped = bytes[used++] == '\\';
                    if (!_escaped)
                    {
                        if (_place == Place.InKeyString)
                        {
                            _place = Place.Colon;
                        }
                        else if (EndValue())
                        {
                            return RpcScan.End;
                        }
                    }

                    continue;
                case Place.InScalar:
                    var length = bytes[used..].IndexOfAnyExcept(ScalarBytes);
                    if (length < 0)
                    {
                        used = bytes.Length;
                        continue;
                    }

                    used += length;
                    if (EndValue())
                    {
                        return RpcScan.End;
                    }

                    continue;
            }

            var value = bytes[used];
            if (value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                used++;
                continue;
            }

            var scan = Step(value);
            if (scan is RpcScan.Broken or RpcScan.TooDeep)
            {
                return scan;
            }

            used++;
            if (scan == RpcScan.End)
            {
                return RpcScan.End;
            }
        }

        return RpcScan.More;
    }

    /// <summary>One byte that stands between strings and scalars.</summary>
    RpcScan Step(byte value)
    {
        switch (_place, value)
        {
            case (Place.Value or Place.ValueOrEnd, (byte)'{'):
                return Open(isObject: true);
            case (Place.Value or Place.ValueOrEnd, (byte)'['):
                return Open(isObject: false);
            case (Place.Value or Place.ValueOrEnd, (byte)'"'):
                _place = Place.InValueString;
                return RpcScan.More;
            case (Place.Value or Place.ValueOrEnd, _) when ScalarBytes.Contains(value):
                _place = Place.InScalar;
                return RpcScan.More;
            case (Place.Key or Place.KeyOrEnd, (byte)'"'):
                _place = Place.InKeyString;
                return RpcScan.More;
            case (Place.Colon, (byte)':'):
                _place = Place.Value;
                return RpcScan.More;
            case (Place.CommaOrEnd, (byte)','):
                _place = IsInObject ? Place.Key : Place.Value;
                return RpcScan.More;
            case (Place.CommaOrEnd or Place.KeyOrEnd, (byte)'}') when IsInObject:
            case (Place.CommaOrEnd or Place.ValueOrEnd, (byte)']') when !IsInObject:
                _depth--;
                _objects >>= 1;
                return EndValue() ? RpcScan.End : RpcScan.More;
            default:
                return RpcScan.Broken;
        }
    }

    readonly bool IsInObject => (_objects & 1) != 0;

    RpcScan Open(bool isObject)
    {
        if (_depth == maxDepth)
        {
            return RpcScan.TooDeep;
        }

        _depth++;
        _objects = (_objects << 1) | (isObject ? 1ul : 0);
        _place = isObject ? Place.KeyOrEnd : Place.ValueOrEnd;
        return RpcScan.More;
    }

    /// <summary>A value is whole; true when it is the text itself.</summary>
    bool EndValue()
    {
        _place = Place.CommaOrEnd;
        return _depth == 0;
    }
}
